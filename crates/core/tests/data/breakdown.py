"""Writes breakdown.json beside this file: groups of k6's samples as pandas and NumPy have them.

    pip install numpy pandas
    python3 crates/core/tests/data/breakdown.py        # from the root of the project

Counts, averages and maxima are pandas' (groupby), percentiles NumPy's default (type 7), error shares the mean of
http_req_failed, rates the count over a scenario's own time: from the start of its first iteration (time -
iteration_duration) to its last sample.
"""

import gzip
import json
import os
import re
from calendar import timegm

import numpy
import pandas

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "../../../..")
# file, window in ms after the first sample, filter, tags
QUESTIONS = [
    ("static/sample/results.json.gz", None, {}, ["name"]),
    ("static/sample/results.json.gz", None, {}, ["scenario"]),
    ("static/sample/results.json.gz", None, {}, ["method", "status"]),
    ("static/sample/results.json.gz", (15_000, 42_500), {"scenario": "rps_300"}, ["name"]),
    ("static/sample/results.json.gz", (15_000, 42_500), {}, ["scenario", "status"]),
    ("tests/fixtures/v2.2/mixed_ramping/results.json.gz", None, {}, ["name", "status"]),
    ("tests/fixtures/v2.2/mixed_ramping/results.json.gz", None, {}, ["group"]),
    ("tests/fixtures/v2.2/mixed_ramping/results.json.gz", (3_000, 9_000), {"status": "200"}, ["name"]),
    ("tests/fixtures/v2.2/only_errors/results.json.gz", None, {}, ["error_code"]),
    ("tests/fixtures/v2.2/only_errors/results.json.gz", (0, 5_000), {"status": "0"}, ["name", "error_code"]),
    ("tests/fixtures/v2.2/thresholds_fail/results.json.gz", None, {}, ["name"]),
    ("tests/fixtures/v2.2/thresholds_fail/results.json.gz", (1_000, 2_000), {"name": "flaky"}, ["status"]),
    ("tests/fixtures/v2.2/odd_tags/results.json.gz", None, {}, ["odd"]),
    ("tests/fixtures/v2.2/odd_tags/results.json.gz", None, {}, ["tag with space", "method"]),
    ("tests/fixtures/v2.2/default_only/results.json", None, {}, ["url"]),
    ("tests/fixtures/v0.38/thresholds_fail/results.json.gz", None, {}, ["name", "status"]),
]


def nanos(text):
    """RFC 3339 to nanoseconds since 1970, exactly."""
    day, clock, fraction, zone = re.fullmatch(r"(\S{10})T(\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)", text).groups()
    parts = [int(n) for n in day.split("-") + clock.split(":")]
    offset = 0 if zone == "Z" else (1 if zone[0] == "+" else -1) * (int(zone[1:3]) * 3600 + int(zone[4:]) * 60)
    return (timegm((*parts, 0, 0, 0)) - offset) * 10**9 + int((fraction or "").ljust(9, "0"))


def samples(path):
    found = []
    opened = gzip.open if path.endswith(".gz") else open
    with opened(os.path.join(ROOT, path), "rt", encoding="utf-8", errors="replace", newline="\n") as lines:
        for line in lines:
            sample = json.loads(line)
            if sample["type"] == "Point":
                data = sample["data"]
                tags = {key: value for key, value in (data["tags"] or {}).items() if value != ""}
                found.append((sample["metric"], nanos(data["time"]), float(data["value"]), tags))
    return found


def frame(found, metric, question, start):
    _, window, wanted, keys = question
    rows = [
        [tags.get(key) for key in keys] + [value]
        for name, time, value, tags in found
        if name == metric
        and (window is None or start + window[0] * 10**6 <= time < start + window[1] * 10**6)
        and all(tags.get(key) == value for key, value in wanted.items())
    ]
    return pandas.DataFrame(rows, columns=[*keys, "value"])


def own_times(found):
    """Scenario -> (start, end)."""
    times = {}
    for name, time, value, tags in found:
        scenario = tags.get("scenario")
        if scenario is None or name in ("vus", "vus_max") or re.match("::(setup|teardown)(::|$)", tags.get("group", "")):
            continue
        start, end = times.get(scenario, (time, time))
        begun = time - int(value * 1e6) if name == "iteration_duration" else time
        times[scenario] = (min(start, begun), max(end, time))
    return times


def named(key):
    """A group's values; pandas has NaN where there is none."""
    return tuple(None if value is None or value != value else value for value in key)


def rows_of(found, question, start):
    _, window, _, keys = question
    durations = frame(found, "http_req_duration", question, start)
    failed = frame(found, "http_req_failed", question, start)
    failures = {named(key): group["value"] for key, group in failed.groupby(keys, dropna=False)}
    times = own_times(found) if keys[0] == "scenario" and len(keys) == 1 and window is None else {}
    for key, group in durations.groupby(keys, dropna=False):
        values = group["value"]
        plain = named(key)
        row = {
            "values": list(plain),
            "count": len(values),
            "avg": values.mean(),
            "max": values.max(),
            "failed": int(failures[plain].sum()),
            "error_rate": failures[plain].mean(),
        }
        for percent in (50, 90, 95, 99):
            row[f"p{percent}"] = float(numpy.percentile(values.to_numpy(), percent))
        # Set-up belongs to no scenario and has no rate.
        if plain[0] in times:
            begun, ended = times[plain[0]]
            row["rate"] = len(values) / ((ended - begun) / 1e9)
        yield row


def main():
    cases, read = [], {}
    for question in QUESTIONS:
        path, window, wanted, keys = question
        found = read.setdefault(path, None) or samples(path)
        read = {path: found}
        start = min(time for _, time, _, _ in found)
        rows = list(rows_of(found, question, start))
        cases.append({"file": path, "window": window, "where": wanted, "by": keys, "rows": rows})
    made = f"pandas {pandas.__version__}, NumPy {numpy.__version__}"
    with open(os.path.join(HERE, "breakdown.json"), "w", encoding="utf-8", newline="\n") as out:
        json.dump({"made_by": made, "cases": cases}, out, indent=1, ensure_ascii=True)
        out.write("\n")


main()
