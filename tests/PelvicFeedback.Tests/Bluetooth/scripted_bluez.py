#!/usr/bin/env python3
"""A scripted BlueZ on the bus at DBUS_SYSTEM_BUS_ADDRESS.

It offers what bluetoothd offers a GATT client and does what the lines on its standard input say, one command a line;
for each it prints "ok COMMAND", and for each method that is called "call METHOD PATH". It ends with its input.
"""
import sys

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
        self.streams = {}
        self.values = {}
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
        say("call", member, path)
        waiting = self.behaviour.get(member)
        behaviour = waiting.pop(0) if waiting else None
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
            say("wrote", path, bytes(value).hex())
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
            self.change("/org/bluez/hci0", ADAPTER, {"Powered": dbus.Boolean(how == "on")})

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

    def on_service(self, how):
        if how == "stop":
            self.bus.release_name("org.bluez")
            self.objects.clear()
        else:
            self.bus.request_name("org.bluez")


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
