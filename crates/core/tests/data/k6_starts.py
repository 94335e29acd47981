"""Recovers when k6 2.2.0 started its iterations (time - iteration_duration) in the 60-second run of the seed's test.

    python3 k6_starts.py results.json.gz > k6_starts.txt

A line is: scenario, number of the iteration, nanoseconds since the first start in the scenario. Every 40th is kept.
"""
import gzip
import json
import sys
from datetime import datetime

starts = {}
for line in gzip.open(sys.argv[1], "rt"):
    if '"iteration_duration"' not in line or '"Point"' not in line:
        continue
    data = json.loads(line)["data"]
    whole, fraction = data["time"][:19], data["time"][19:-1].lstrip(".")
    seconds = int(datetime.fromisoformat(whole + "+00:00").timestamp())
    time = seconds * 10**9 + int((fraction or "0").ljust(9, "0"))
    starts.setdefault(data["tags"]["scenario"], []).append(time - round(data["value"] * 1e6))
for scenario, times in sorted(starts.items()):
    times.sort()
    last = len(times) - 1
    for number, time in enumerate(times):
        if number % 40 == 0 or number == last:
            print(scenario, number, time - times[0])
