#!/usr/bin/env python3
"""Writes the vectors that concern the sensor's side (../../vectors.json) as a table for vectors_test.c."""
import json
import sys
from pathlib import Path


def text(value):
    return json.dumps(value, ensure_ascii=True)


def numbers(values):
    return "{" + ", ".join(number(one) for one in values) + "}"


def number(value):
    # C has no literal for the least 32-bit integer.
    return "(-2147483647 - 1)" if value == -(2 ** 31) else str(int(value))


def texts(values):
    return "(const char *const[]){" + ", ".join(text(one) for one in values) + "}, " + str(len(values))


def quantise(v):
    return f"{{{text(v['name'])}, pelvis_quantise_{v['quantity']}, {number(v['input'])}, {v['output']}}}"


def capacity(v):
    return f"{{{text(v['name'])}, {v['mtu']}, {v['content']}, {v['rate']}, {v['samples']}}}"


def sample(s):
    return (f"{{{s['t']}u, {numbers(s['q'])}, {numbers(s['a'])}, {numbers(s['w'])}, {s['counter']}, {s['clipped']}, "
            f"{'true' if s['settling'] else 'false'}}}")


def stream(v):
    samples = ", ".join(sample(one) for one in v["samples"])
    return (f"{{{text(v['name'])}, {v['mtu']}, {v['content']}, {v['rate']}, {v['boot']}, {'true' if v['drained'] else 'false'}, "
            f"(const pelvis_sample[]){{{samples}}}, {len(v['samples'])}, {texts(v['notifications'])}, {v.get('dropped', 0)}}}")


def description(v):
    f = v["fields"]
    year, month, day = f["calibrated"]
    return (f"{{{text(v['name'])}, {text(v['bytes'])}, {{{f['features']}, {f['boot']}, {f['contents']}, {numbers(f['firmware'])}, "
            f"{f['hardware']}, {f['filterDelayUs']}, {f['accelerationRangeG']}, {f['rateRangeDegS']}, {year}, {month}, {day}, "
            f"{len(f['rates'])}, {numbers(f['rates'])}}}}}")


def battery(v):
    state = ["discharging", "charging", "full", "fault"].index(v["state"])
    minutes = 0xFFFF if v["minutes"] is None else v["minutes"]
    return f"{{{text(v['name'])}, {text(v['bytes'])}, {v['percent']}, (pelvis_power){state}, {minutes}}}"


def control(v):
    return f"{{{text(v['name'])}, {texts(v['steps'])}}}"


def written(v):
    """Whether a sensor writes those bytes: the valid ones, but for those of a later version."""
    return v["valid"] and v.get("writes", True)


TABLES = [
    ("quantise", quantise, lambda v: True),
    ("capacity", capacity, lambda v: True),
    ("stream", stream, written),
    ("description", description, written),
    ("battery", battery, written),
    ("control", control, written),
]

vectors = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["vectors"]
for kind, row, wanted in TABLES:
    rows = [row(v) for v in vectors if v["kind"] == kind and wanted(v)]
    print(f"static const struct {kind}_vector {kind}_vectors[] = {{\n    " + ",\n    ".join(rows) + "\n};\n")
