"""Expected values of charts, by NumPy: python3 chart_spans.py RESULTS.json.gz > chart_spans.json

Reads tests/fixtures/v2.2/thresholds_fail/results.json.gz and writes, for spans of 2 s from the first sample on, the
number of requests, their percentiles (NumPy's default, type 7), the failed ones, the iterations and the bytes received;
and the number of requests in 100 bins of duration, linear and logarithmic. The last span takes what is left of the run.
"""

import datetime
import gzip
import json
import sys

import numpy as np


def nanos(text):
    whole, _, rest = text.rstrip("Z").partition(".")
    at = datetime.datetime.fromisoformat(whole + "+00:00")
    return int(at.timestamp()) * 10**9 + int((rest + "000000000")[:9])


samples = {}
for line in gzip.open(sys.argv[1], "rt"):
    point = json.loads(line)
    if point["type"] == "Point":
        data = point["data"]
        samples.setdefault(point["metric"], []).append((nanos(data["time"]), data["value"]))
columns = {name: np.array([t for t, _ in rows]) for name, rows in samples.items()}
values = {name: np.array([v for _, v in rows]) for name, rows in samples.items()}
start = min(int(t.min()) for t in columns.values())
end = max(int(t.max()) for t in columns.values())
step = 2 * 10**9
number = (end - start + step // 2) // step
spans = []
for i in range(number):
    begins = start + i * step
    ends = end if i + 1 == number else begins + step

    def of(metric):
        times = columns[metric]
        inside = (times >= begins) & ((times < ends) | (i + 1 == number))
        return values[metric][inside]

    durations = of("http_req_duration")
    spans.append(
        {
            "at": (begins - start) / 1e6,
            "seconds": (ends - begins) / 1e9,
            "requests": len(durations),
            "percentiles": [float(p) for p in np.percentile(durations, [50, 90, 95, 99])],
            "waiting": float(of("http_req_waiting").mean()),
            "failed": float(of("http_req_failed").sum()),
            "iterations": float(of("iterations").sum()),
            "received": float(of("data_received").sum()),
        }
    )
durations = values["http_req_duration"]
high = durations.max() * 1.0001
low = durations.min() * 0.999
top = durations.max() * 1.001
linear = np.histogram(durations, bins=100, range=(0, high))[0]
logarithmic = np.histogram(np.log(durations), bins=100, range=(np.log(low), np.log(top)))[0]
slowest = np.argsort(-durations, kind="stable")[:200]
json.dump(
    {
        "spans": spans,
        "linear": linear.tolist(),
        "logarithmic": logarithmic.tolist(),
        "slowest": [[(int(columns["http_req_duration"][i]) - start) / 1e6, float(durations[i])] for i in slowest],
    },
    sys.stdout,
    separators=(",", ":"),
)
print()
