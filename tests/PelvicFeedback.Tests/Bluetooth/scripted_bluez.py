#!/usr/bin/env python3
"""A scripted BlueZ on the bus at DBUS_SYSTEM_BUS_ADDRESS.

It offers what bluetoothd offers a GATT client and does what the lines on its standard input say, one command a line;
for each it prints "ok COMMAND", and for each method that is called "call METHOD PATH" (not for mere questions). It ends with its input.
"""
import struct
import sys
import time

import dbus
import dbus.lowlevel
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

ADAPTER, DEVICE = "org.bluez.Adapter1", "org.bluez.Device1"
SERVICE, CHARACTERISTIC = "org.bluez.GattService1", "org.bluez.GattCharacteristic1"
BATTERY, AGENTS = "org.bluez.Battery1", "org.bluez.AgentManager1"
PROPERTIES, MANAGER = "org.freedesktop.DBus.Properties", "org.freedesktop.DBus.ObjectManager"


def say(*words):
    print(*words, flush=True)


class Refusal(dbus.DBusException):
    def __init__(self, name, words):
        super().__init__(words, name=name)


class Bluez:
    def __init__(self):
        self.bus = dbus.SystemBus()
        self.objects = {}  # path -> {interface: {property: value}}
        self.behaviour = {}  # method -> list of "freeze" or (error name, words), used up one by one
        self.frozen = []
        self.refusing = {}  # method -> (until when, error name, words)
        self.streams = {}
        self.values = {}
        self.pelvis = None
        self.hushed = False
        self.bus.add_message_filter(self.filter)
        self.request()

    def request(self):
        self.bus.request_name("org.bluez")
        say("ready")

    # What a client calls. Returns True for a reply, or leaves it unanswered.
    def filter(self, bus, message):
        if message.get_type() != dbus.lowlevel.MESSAGE_TYPE_METHOD_CALL or message.get_path() is None:
            return dbus.lowlevel.HANDLER_RESULT_NOT_YET_HANDLED
        member, path, owner = message.get_member(), str(message.get_path()), message.get_interface()
        if owner == "org.freedesktop.DBus.Peer":
            return dbus.lowlevel.HANDLER_RESULT_NOT_YET_HANDLED
        if member not in ("Get", "GetAll") and not self.hushed:
            say("call", member, path)
        waiting = self.behaviour.get(member)
        behaviour = waiting.pop(0) if waiting else None
        until, *refusal = self.refusing.get(member, (0,))
        if time.monotonic() < until:
            behaviour = refusal
        if behaviour == "freeze":
            return dbus.lowlevel.HANDLER_RESULT_HANDLED
        try:
            if behaviour:
                raise Refusal(*behaviour)
            signature, result = self.answer(member, path, message)
            reply = dbus.lowlevel.MethodReturnMessage(message)
            if signature:
                reply.append(result, signature=signature)
        except Refusal as refusal:
            reply = dbus.lowlevel.ErrorMessage(message, refusal.get_dbus_name(), str(refusal))
        bus.send_message(reply)
        return dbus.lowlevel.HANDLER_RESULT_HANDLED

    def answer(self, member, path, message):
        if member == "GetManagedObjects":
            return "a{oa{sa{sv}}}", self.objects
        if member in ("RegisterAgent", "UnregisterAgent"):
            return None, None
        if path not in self.objects:
            raise Refusal("org.freedesktop.DBus.Error.UnknownObject", "no such object")
        here = self.objects[path]
        if member in ("Get", "GetAll"):
            owner, *name = message.get_args_list()
            if owner not in here or not set(name) <= set(here[owner]):
                raise Refusal("org.freedesktop.DBus.Error.InvalidArgs", "no such interface or property")
            return ("v", here[owner][name[0]]) if name else ("a{sv}", here[owner])
        if member == "Connect":
            self.connect(path)
        elif member == "Disconnect":
            self.disconnect(path)
        elif member == "Pair":
            self.change(path, DEVICE, {"Paired": dbus.Boolean(True), "Bonded": dbus.Boolean(True)})
        elif member == "ReadValue":
            return "ay", self.values.get(path, b"")
        elif member == "WriteValue":
            value, _ = message.get_args_list(byte_arrays=True)
            self.values[path] = bytes(value)
            if not self.hushed:
                say("wrote", path, bytes(value).hex())
            if self.pelvis and path.startswith(self.pelvis.path):
                self.pelvis.asked(bytes(value))
        elif member in ("StartNotify", "StopNotify"):
            self.change(path, CHARACTERISTIC, {"Notifying": dbus.Boolean(member == "StartNotify")})
        elif member in ("StartDiscovery", "StopDiscovery"):
            if not here[ADAPTER]["Powered"]:
                raise Refusal("org.bluez.Error.NotReady", "Resource Not Ready")
            self.change(path, ADAPTER, {"Discovering": dbus.Boolean(member == "StartDiscovery")})
        elif member != "SetDiscoveryFilter":
            raise Refusal("org.freedesktop.DBus.Error.UnknownMethod", member)
        return None, None

    def signal(self, path, owner, member, signature, *arguments):
        message = dbus.lowlevel.SignalMessage(path, owner, member)
        message.append(*arguments, signature=signature)
        self.bus.send_message(message)

    def change(self, path, owner, changed):
        if path in self.objects and owner in self.objects[path]:
            self.objects[path][owner].update(changed)
            self.signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", owner, changed, [])

    def put(self, path, interfaces):
        self.objects[path] = interfaces
        self.signal("/", MANAGER, "InterfacesAdded", "oa{sa{sv}}", dbus.ObjectPath(path), interfaces)

    def take(self, path):
        for gone in [one for one in self.objects if one == path or one.startswith(path + "/")]:
            self.streams.pop(gone, None)
            interfaces = list(self.objects.pop(gone))
            self.signal("/", MANAGER, "InterfacesRemoved", "oas", dbus.ObjectPath(gone), interfaces)

    def connect(self, path):
        self.change(path, DEVICE, {"Connected": dbus.Boolean(True)})
        for owner, characteristics in self.services[path].items():
            place = f"{path}/service{owner[:8]}"
            self.put(place, {SERVICE: {"UUID": owner, "Primary": dbus.Boolean(True), "Device": dbus.ObjectPath(path)}})
            for one in characteristics:
                self.put(f"{place}/char{one[:8]}", {CHARACTERISTIC: {
                    "UUID": one, "Service": dbus.ObjectPath(place), "Notifying": dbus.Boolean(False),
                    "Flags": dbus.Array(["notify", "read", "write"], signature="s"), "MTU": dbus.UInt16(247)}})
        if self.pelvis and path == self.pelvis.path:
            self.pelvis.connected()
        self.change(path, DEVICE, {"ServicesResolved": dbus.Boolean(True)})

    def disconnect(self, path):
        for one in [one for one in self.objects if one.startswith(path + "/")]:
            self.take(one)
        self.change(path, DEVICE, {"Connected": dbus.Boolean(False), "ServicesResolved": dbus.Boolean(False)})

    def characteristic(self, address, one):
        place = self.path(address)
        return next(path for path, interfaces in self.objects.items()
                    if path.startswith(place + "/") and interfaces.get(CHARACTERISTIC, {}).get("UUID") == one)

    def path(self, address):
        return "/org/bluez/hci0/dev_" + address.replace(":", "_")

    services = {}

    # The commands.
    def do(self, command, *words):
        getattr(self, "on_" + command)(*words)

    def on_adapter(self, how):
        if how == "gone":
            self.take("/org/bluez/hci0")
        elif how == "back":
            self.put("/org/bluez/hci0", {ADAPTER: {
                "Address": "00:00:00:00:00:01", "Powered": dbus.Boolean(True), "Discovering": dbus.Boolean(False)}})
        else:
            for path in [one for one in self.objects if "/dev_" in one and one.count("/") == 4]:
                if how == "off" and self.objects[path][DEVICE]["Connected"]:
                    self.disconnect(path)
            off = {"Discovering": dbus.Boolean(False)} if how == "off" else {}
            self.change("/org/bluez/hci0", ADAPTER, {"Powered": dbus.Boolean(how == "on"), **off})

    # device ADDRESS NAME SERVICE=CHARACTERISTIC,CHARACTERISTIC …
    def on_device(self, address, name, *services):
        self.services[self.path(address)] = {one.split("=")[0]: one.split("=")[1].split(",") for one in services}
        self.put(self.path(address), {DEVICE: {
            "Address": address, "Name": name, "Paired": dbus.Boolean(False), "Connected": dbus.Boolean(False),
            "ServicesResolved": dbus.Boolean(False), "RSSI": dbus.Int16(-60),
            "UUIDs": dbus.Array([one.split("=")[0] for one in services], signature="s"),
            "Adapter": dbus.ObjectPath("/org/bluez/hci0")}})

    def on_advertise(self, address, rssi):
        self.change(self.path(address), DEVICE, {"RSSI": dbus.Int16(int(rssi))})

    def on_battery(self, address, percent):
        path = self.path(address)
        self.objects[path][BATTERY] = {"Percentage": dbus.Byte(int(percent))}
        self.signal("/", MANAGER, "InterfacesAdded", "oa{sa{sv}}", dbus.ObjectPath(path), {BATTERY: self.objects[path][BATTERY]})

    def on_value(self, address, one, value):
        self.values[self.characteristic(address, one)] = bytes.fromhex(value)

    def on_notify(self, address, one, value):
        self.notify(self.characteristic(address, one), bytes.fromhex(value))

    def notify(self, path, value):
        self.signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", CHARACTERISTIC, {"Value": dbus.ByteArray(value)}, [])

    # stream ADDRESS CHARACTERISTIC HZ COUNT: a u32 counter, little-endian, HZ times a second (0: all at once).
    def on_stream(self, address, one, hertz, count):
        path, count = self.characteristic(address, one), int(count)
        if hertz == "0":
            for number in range(count):
                self.notify(path, number.to_bytes(4, "little"))
            return
        self.streams[path] = numbers = iter(range(count))

        def tick():
            if self.streams.get(path) is not numbers:
                return False
            number = next(numbers, None)
            if number is None:
                say("streamed", path)
                return False
            self.notify(path, number.to_bytes(4, "little"))
            return True

        GLib.timeout_add(1000 // int(hertz), tick)

    # repeat ADDRESS CHARACTERISTIC HZ HEX: the same notification, HZ times a second, for as long as the link lasts.
    def on_repeat(self, address, one, hertz, value):
        path, value = self.characteristic(address, one), bytes.fromhex(value)
        self.streams[path] = value

        def tick():
            if self.streams.get(path) is not value:
                return False
            self.notify(path, value)
            return True

        GLib.timeout_add(1000 // int(hertz), tick)

    # Nothing is said any more, and nothing else is noticed: a link that is gone without a word.
    def on_silence(self, address):
        for path in [one for one in self.streams if one.startswith(self.path(address) + "/")]:
            self.streams.pop(path)

    def on_drop(self, address):
        self.disconnect(self.path(address))

    def on_vanish(self, address):
        self.take(self.path(address))

    def on_freeze(self, member):
        self.behaviour.setdefault(member, []).append("freeze")

    def on_refuse(self, member, name, *words):
        self.behaviour.setdefault(member, []).append((name, " ".join(words) or "refused"))

    # refuse_for MILLISECONDS METHOD ERROR WORDS: for that long.
    def on_refuse_for(self, milliseconds, member, name, *words):
        self.refusing[member] = time.monotonic() + int(milliseconds) / 1000, name, " ".join(words) or "refused"

    # stop MILLISECONDS: nothing at all is done for that long.
    def on_stop(self, milliseconds):
        time.sleep(int(milliseconds) / 1000)

    # hush: calls are no longer told of.
    def on_hush(self):
        self.hushed = True

    # pelvis ADDRESS HZ [SERIAL FILE]: a sensor that speaks the project's own protocol, see below.
    def on_pelvis(self, address, hertz, serial=None, motion=None):
        self.pelvis = Pelvis(self, address, int(hertz), serial, motion)

    # play: from now on it moves as its file says.
    def on_play(self):
        self.pelvis.playing = True

    # reboot: its clock and its boot id begin anew.
    def on_reboot(self):
        self.pelvis.born, self.pelvis.boot, self.pelvis.number = time.monotonic(), self.pelvis.boot + 1, 0

    def on_reach(self, how):
        self.pelvis.in_reach = how == "on"

    def on_hold(self, milliseconds):
        self.pelvis.held_until = time.monotonic() + int(milliseconds) / 1000

    def on_swap(self):
        self.pelvis.swap = True

    def on_sent(self):
        say("sent", *(f"{first}-{last}" for first, last in self.pelvis.stretches))

    def on_service(self, how):
        if how == "stop":
            self.bus.release_name("org.bluez")
            self.objects.clear()
        else:
            self.bus.request_name("org.bluez")


class Pelvis:
    """A sensor of the project's own protocol. It advertises while nobody is connected, answers its control point and streams; its clock and
    its samples go on whatever becomes of the link. Sample N is taken N periods after its start. The force's x and y hold the microseconds
    of the monotonic clock at which it was sent, the rate's x and y its number, 15 bits each. With a file it has a serial number, and each line
    is a sample in hexadecimal: the first until "play", the last when it is over; a line a sample that is sent."""

    SERVICE, STREAM, CONTROL, DESCRIPTION, BATTERY = (f"8e2c000{n}-0f9a-455e-93dc-b1e7f8adefee" for n in range(1, 6))
    ABOUT, SERIAL = "0000180a-0000-1000-8000-00805f9b34fb", "00002a25-0000-1000-8000-00805f9b34fb"
    START, STOP = 1, 2

    def __init__(self, bluez, address, hertz, serial, motion):
        self.bluez, self.address, self.hertz, self.serial = bluez, address, hertz, serial
        self.motion = [bytes.fromhex(line) for line in open(motion)] if motion else None
        self.boot, self.playing, self.line = 0x1234, False, 0
        self.path = bluez.path(address)
        self.born = time.monotonic()
        self.in_reach, self.streaming, self.swap, self.held_until = True, False, False, 0
        self.number = 0
        self.stretches = []
        self.waiting = None
        GLib.timeout_add(100, self.advertise)

    def advertise(self):
        objects = self.bluez.objects
        adapter = objects.get("/org/bluez/hci0", {}).get(ADAPTER)
        if self.in_reach and adapter and adapter["Powered"] and adapter["Discovering"]:
            if self.path not in objects:
                about = [f"{self.ABOUT}={self.SERIAL}"] if self.serial else []
                self.bluez.on_device(self.address, "Pelvis", f"{self.SERVICE}={self.STREAM},{self.CONTROL},{self.DESCRIPTION},{self.BATTERY}", *about)
            elif not objects[self.path][DEVICE]["Connected"]:
                self.bluez.on_advertise(self.address, -50 - int(time.monotonic() * 10) % 2)
        return True

    # Called when it is connected: what can be read of it.
    def connected(self):
        place = lambda one: self.bluez.characteristic(self.address, one)
        rates = struct.pack("<BH", 1, self.hertz)
        self.bluez.values[place(self.DESCRIPTION)] = struct.pack("<BBIHBBBBBHBHHBB", 1, 0, 0, self.boot, 1 << 7 | 1 << 1, 1, 0, 0, 1, 0, 16, 2000, 0, 0, 0) + rates
        self.bluez.values[place(self.BATTERY)] = struct.pack("<BBH", 90, 0, 600)
        if self.serial:
            self.bluez.values[place(self.SERIAL)] = self.serial.encode()

    def asked(self, value):
        def answer():
            control = f"{self.path}/service{self.SERVICE[:8]}/char{self.CONTROL[:8]}"
            if control in self.bluez.objects:
                self.bluez.notify(control, bytes([0x80 | value[0], value[1], 0]))
            return False

        GLib.idle_add(answer)
        if value[0] == self.START and not self.streaming:
            self.streaming = True
            self.number = self.now()
            self.stretches.append([self.number + 1, self.number])
            self.tick()
        elif value[0] == self.STOP:
            self.streaming = False

    def now(self):
        return int((time.monotonic() - self.born) * self.hertz)

    def tick(self):
        stream = f"{self.path}/service{self.SERVICE[:8]}/char{self.STREAM[:8]}"
        if stream not in self.bluez.objects or not self.streaming:
            self.streaming = False
            return False
        if time.monotonic() >= self.held_until:
            while self.number < self.now():
                self.number += 1
                self.take(stream)
        until = self.born + (self.number + 1) / self.hertz - time.monotonic()
        GLib.timeout_add(max(1, round(until * 1000)), self.tick)
        return False

    def take(self, stream):
        if not self.in_reach:
            return
        frame = struct.pack(
            "<BBHIHH", 7, 1, self.number & 0xFFFF, self.number * 1_000_000 // self.hertz & 0xFFFFFFFF, 1_000_000 // self.hertz, self.boot) + self.sample()
        self.stretches[-1][1] = self.number
        if self.swap and self.waiting is None:
            self.waiting = frame
            return
        self.bluez.notify(stream, frame)
        if self.waiting is not None:
            self.bluez.notify(stream, self.waiting)
            self.waiting, self.swap = None, False

    def sample(self):
        if self.motion:
            self.line = min(self.line + self.playing, len(self.motion) - 1)
            return self.motion[self.line]
        sent = time.monotonic_ns() // 1000
        return struct.pack(
            "<4h3h3h", 16384, 0, 0, 0, sent & 0x7FFF, sent >> 15 & 0x7FFF, 1962, self.number & 0x7FFF, self.number >> 15 & 0x7FFF, 0)


def main():
    DBusGMainLoop(set_as_default=True)
    loop = GLib.MainLoop()
    bluez = Bluez()

    def read(source, condition):
        line = sys.stdin.readline()
        if not line:
            loop.quit()
            return False
        bluez.do(*line.split())
        bluez.bus.flush()
        say("ok", line.strip())
        return True

    # One line at a time, so that nothing waits in a buffer of Python's where GLib does not see it.
    sys.stdin = open(0, buffering=1, closefd=False)
    GLib.io_add_watch(0, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, read)
    loop.run()


if __name__ == "__main__":
    main()
