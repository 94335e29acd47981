"""Makes the files beside it with DuckDB (pip install duckdb), from a fixture of k6's:

    cargo build -p sloscope-cli
    python crates/parquet/tests/data/make.py target/debug/sloscope

duckdb.json: what DuckDB computes of a file that sloscope wrote. xk6.parquet: samples in the layout of xk6-output-parquet, version 1.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import duckdb

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[3]
RUN = ROOT / "tests/fixtures/v2.2/thresholds_fail/results.json.gz"

with tempfile.TemporaryDirectory() as folder:
    run = f"{folder}/run.parquet"
    subprocess.run([sys.argv[1], "convert", RUN, run], check=True)
    duckdb.sql(f"CREATE TABLE run AS FROM '{run}'")

query = """
    SELECT metric, name, count(*), avg(value), min(value), max(value), quantile_cont(value, [0.5, 0.9, 0.95, 0.99])
    FROM run WHERE metric IN ('http_req_duration', 'http_req_waiting') GROUP BY ALL ORDER BY ALL
"""
keys = ["metric", "name", "count", "avg", "min", "max", "quantiles"]
numbers = [dict(zip(keys, row)) for row in duckdb.sql(query).fetchall()]
first, last = duckdb.sql("SELECT epoch_ns(min(time)), epoch_ns(max(time)) FROM run").fetchall()[0]
made = {"duckdb": duckdb.__version__, "samples": duckdb.sql("SELECT count(*) FROM run").fetchall()[0][0], "first": first, "last": last, "by_name": numbers}
(HERE / "duckdb.json").write_text(json.dumps(made, indent=1) + "\n")

options = {
    "scenarios": {"default": {"executor": "constant-vus", "vus": 2, "duration": "30s"}},
    "thresholds": {"http_req_duration": ["p(95)<200", "max<100000"], "http_req_failed": ["rate<0.5"]},
}
notes = {
    "schema_version": "1", "k6_version": "v2.2.0", "script_path": "/home/user/load.js", "script_options": json.dumps(options),
}
pairs = ", ".join(f"\"xk6_output_parquet.{key}\": '{value}'" for key, value in notes.items())
duckdb.sql(f"""
    COPY (
        SELECT
            time::TIMESTAMP_NS AS ts_unix_nano, metric AS metric_name,
            CASE WHEN metric IN ('http_reqs') THEN 'counter' WHEN metric = 'http_req_failed' THEN 'rate' ELSE 'trend' END AS metric_type,
            CASE WHEN metric LIKE '%duration' THEN 'time' ELSE 'default' END AS value_type, value,
            NULL::VARCHAR AS submetric_parent, NULL::VARCHAR AS submetric_suffix, scenario, name, method, status::INTEGER AS status,
            expected_response::BOOLEAN AS expected_response,
            CASE WHEN name = 'slow' THEN MAP {{'team': 'blue', 'zone': 'a'}} END AS extra_tags
        FROM run WHERE metric IN ('http_reqs', 'http_req_duration', 'http_req_failed') ORDER BY time LIMIT 900
    ) TO '{HERE / "xk6.parquet"}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048, KV_METADATA {{ {pairs} }})
""")
