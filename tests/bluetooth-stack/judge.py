"""Judges the record of the session in the emulated machine: argument: the record. Says what was found; exit 1 when something is wrong."""

import itertools
import json
import re
import sys

DURABLE = {"alert", "rep", "hold", "calibration", "session", "withdrawn"}
lines = open(sys.argv[1], encoding="utf-8", errors="replace").read().replace("\r", "").split("\n")
messages = []
for line in lines:
    if line.startswith("mqtt "):
        _, topic, payload = line.split(" ", 2)
        messages.append((topic.split("/")[0], json.loads(payload)))

wrong = []


def must(what, met, found=""):
    print(f"{'ok  ' if met else 'NOT '} {what}{f': {found}' if found != '' else ''}")
    if not met:
        wrong.append(what)


def said(pattern):
    return [match for match in (re.search(pattern, line) for line in lines) if match]


durable = [(topic, message) for topic, message in messages if topic in DURABLE]
sensor = [message for topic, message in messages if topic == "sensor"]
states = [message for topic, message in messages if topic == "state"]
alerts = [message for topic, message in durable if topic == "alert"]
session = [message for topic, message in durable if topic == "session"]
holds = [message for topic, message in durable if topic == "hold"]
live = [message for message in sensor if message["link"] == "live"]

must("the session came to its end", "over" in lines)
must("both sides keep the bond's key", len(said(r"^bonded ")) == 2, len(said(r"^bonded ")))
must("the sensor streamed", bool(said(r"^sensor Streaming 100 samples")))
must("the clinic is told who the sensor is, and that nobody can pose as it",
     bool(live) and live[-1].get("authenticated") is True and live[-1].get("serial") == "virtual-machine", live[-1] if live else "never live")
must("no sample was lost, by the sensor's own count",
     bool(live) and all(message["lossPercent"] == 0 and message.get("lossKnown") in ("counted", None) for message in live),
     sorted({message["lossPercent"] for message in live}))
must("none was refused", bool(live) and not live[-1].get("rejected"))
must("it was never lost in between", not any(state["pause"] for state in states), sorted({state["pause"] for state in states if state["pause"]}))

# A record begins a new name for its events with each life of the sensor; under one name they are numbered from 1.
lives = [(name, [int(number) for _, number in group]) for name, group in itertools.groupby(
    (message["eventId"].rsplit("-", 1) for _, message in durable), key=lambda event: event[0])]
must("every durable event came once, in its order",
     bool(lives) and len({name for name, _ in lives}) == len(lives) and all(numbers == list(range(1, len(numbers) + 1)) for _, numbers in lives),
     [numbers for _, numbers in lives])
times = [message["sensorT"] for topic, message in durable if topic in ("alert", "hold") and message["sensorT"] is not None]
must("the sensor's time goes on in them", times == sorted(times))

accepted = [message["kind"] for topic, message in durable if topic == "calibration" and message["accepted"]]
must("it was calibrated: standing, bow, side", accepted == ["static", "bow", "side"], accepted)
must("both holds were judged", len(holds) == 2 and all(hold["verdict"] in ("level", "not-level") for hold in holds), [(hold["verdict"], hold["durationS"]) for hold in holds])

starts = [alert for alert in alerts if alert["phase"] == "start"]
ends = [alert["alertId"] for alert in alerts if alert["phase"] == "end"]
must("there were alerts, of the leg that was stood on",
     bool(starts) and all(alert["kind"] == "pelvic-drop" and alert["stance"] == "left" for alert in starts),
     [(alert["kind"], alert["stance"], alert["peakDeg"]) for alert in starts])
must("each alert that began ended", [alert["alertId"] for alert in starts] == ends, ends)
counted = said(r"^worker .*?(\d+) samples, .*?, (\d+) alerts?\.")
must("as many as the worker says", bool(counted) and int(counted[0][2]) == len(starts), counted[0][0] if counted else "it says nothing")
ended = [message for message in session if message["phase"] == "end"]
must("the session's record ends with 'done'", len(ended) == 1 and ended[0]["reason"] == "done", [(message["phase"], message["reason"]) for message in session])
must("the worker ended as it should", "worker exit 0" in lines, [line for line in lines if " exit " in line])

print(f"{len(messages)} messages, {len(durable)} of them durable; {'as it should be' if not wrong else f'{len(wrong)} things are wrong'}")
sys.exit(1 if wrong else 0)
