"""In the emulated machine: starts the worker and the virtual sensor, and is the person between them for a whole session.

The person sees what the display would (the topics over MQTT), presses what it would offer, and does what it asks by telling the
virtual sensor's patient. Everything that comes over MQTT goes to the record, a line each, for the judge outside.
"""

import json
import os
import queue
import subprocess
import sys
import threading
import time

WORKER = "/opt/worker/pelvicfeedback.dll"
ROOT = "pelvic/v1/home/p1/"
SPEED = "0.5"  # Two of these programs on an emulated processor: half as fast as life leaves time for both.
PATIENCE = 480
DURABLE = ["alert/+", "rep", "hold", "calibration", "session", "withdrawn"]
STANDING = ["sensor", "state", "reply/coach/#"]
YES = {"support-ready", "all-right"}
SCORES = {"effort": 3, "pain-now": 0, "pain-night": 0, "pain-morning": 0}
DOES = {"wear-check": "lean", "bow": "bow", "side-check": "bend:left", "set": "single-leg-stance:left:6"}


def start(name, *arguments, **options):
    """A program whose lines go to the console, each with its name."""
    program = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.PIPE, text=True, bufsize=1, **options)

    def tell():
        for line in program.stdout:
            print(f"[{time.monotonic():.1f}] {name}: {line.rstrip()}", flush=True)
            record(f"{name} {line.rstrip()}")

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    program.told = thread
    return program


record_file = open("/dev/ttyS1", "w", buffering=1)
record_lock = threading.Lock()


def record(line):
    with record_lock:
        record_file.write(line + "\n")


class Person:
    """What somebody at the display does next. One thing at a time, and again only when nothing came of it for a while."""

    def __init__(self):
        self.state = {}
        self.sensor = {}
        self.sent = 0
        self.begun = False
        self.last = (None, 0.0)
        self.doing = None
        self.held = None
        self.bonded = False

    def hold_button(self, sensor):
        """The sensor's: for a minute it can be paired with, which may be over before a slow machine has come to it."""
        self.bonded = self.bonded or bool(self.sensor.get("authenticated"))
        now = time.monotonic()
        if not self.bonded and self.sensor.get("stage") == "searching" and (self.held is None or now - self.held > 40):
            self.held = now
            sensor.stdin.write("button\n")
            sensor.stdin.flush()

    def press(self, name, **fields):
        self.sent += 1
        expires = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + 8))
        command = {"v": 1, "cmdId": f"c-{self.sent}", "expiresAt": expires, "sessionId": self.state.get("sessionId"), **fields}
        subprocess.run(
            ["mosquitto_pub", "-q", "1", "-t", f"{ROOT}cmd/coach/{name}", "-m", json.dumps(command)], check=True)

    def do(self, words, sensor):
        if words != self.doing:
            self.doing = words
            sensor.stdin.write(words + "\n")
            sensor.stdin.flush()

    def next(self, sensor):
        """Whether the session is over."""
        step, question, pause = (self.state.get(name) for name in ("step", "question", "pause"))
        if self.begun and step == "idle":
            return True

        self.hold_button(sensor)
        self.do("stand" if pause else DOES.get(step, "stand"), sensor)
        now = time.monotonic()
        seen = (step, question, pause, self.sensor.get("stage"))
        if seen == self.last[0] and now - self.last[1] < 6:
            return False

        self.last = (seen, now)
        if self.sensor.get("stage") == "tap-twice":
            self.doing = None
            self.do("tap", sensor)
        elif question:
            self.press("answer", question=question, value=SCORES.get(question, question in YES))
        elif pause:
            self.press("resume")
        elif step == "idle":
            self.press("start-session")
        elif step == "ready":
            self.press("next")
        elif step == "result":
            self.press("pain", value=1)
        else:
            # Somebody is still there.
            self.press("take-over")

        self.begun = self.begun or step not in (None, "idle")
        return False


def main():
    deadline = time.monotonic() + PATIENCE
    heard = queue.Queue()
    topics = [word for topic in DURABLE + STANDING for word in ("-t", ROOT + topic)]
    while subprocess.run(["mosquitto_pub", "-t", "up", "-m", "1"]).returncode:
        if time.monotonic() > deadline:
            return 1
        time.sleep(0.5)

    listening = subprocess.Popen(["mosquitto_sub", "-q", "1", *topics, "-F", "%t %p"], stdout=subprocess.PIPE, text=True)

    def listen():
        for line in listening.stdout:
            heard.put(line.rstrip("\n"))

    threading.Thread(target=listen, daemon=True).start()
    dotnet = ["/opt/dotnet/dotnet", WORKER]
    worker = start(
        "worker", *dotnet, "run", "--sensor", "ble", "--plan", "/opt/plan.json", "--broker", "127.0.0.1:1883",
        "--site", "home", "--patient", "p1", "--data", "/tmp/data", "--port", "0")
    sensor = start("sensor", *dotnet, "virtual-sensor", "--adapter", "hci1", "--speed", SPEED)
    person = Person()
    over = False
    while not over and time.monotonic() < deadline and worker.poll() is None:
        try:
            topic, payload = heard.get(timeout=1).split(" ", 1)
            topic = topic[len(ROOT):]
            record(f"mqtt {topic} {payload}")
            if topic in ("state", "sensor"):
                changed = json.loads(payload)
                setattr(person, topic, changed)
                if topic == "state":
                    print(f"[{time.monotonic():.1f}] {changed['step']} {changed['question']} {changed['pause']} {changed['notice']} {changed['done']}/{changed['reps']}", flush=True)
        except queue.Empty:
            pass

        if person.state.get("online") and heard.empty():
            over = person.next(sensor)

    for folder, _, files in os.walk("/var/lib/bluetooth"):
        if "info" in files and "LongTermKey" in open(os.path.join(folder, "info")).read():
            record(f"bonded {folder}")

    for name, program in (("worker", worker), ("sensor", sensor)):
        program.terminate()
        program.wait(60)
        program.told.join(10)
        record(f"{name} exit {program.returncode}")

    time.sleep(1)
    while not heard.empty():
        topic, payload = heard.get().split(" ", 1)
        record(f"mqtt {topic[len(ROOT):]} {payload}")

    record("over" if over else "not over")
    record_file.close()
    return 0 if over else 1


sys.exit(main())
