// DuckDB on the same file, where it is installed: four figures of the durations, with two threads. It is `duckdb` on
// PATH, or the package of a Python that SLOSCOPE_DUCKDB_PYTHON names.
import { spawnSync } from "node:child_process";

function sql(path) {
  const columns = "{metric: 'VARCHAR', type: 'VARCHAR', data: 'STRUCT(value DOUBLE)'}";
  const file = `'${path.replaceAll("'", "''")}'`;
  return (
    "SET threads = 2; SELECT count(*), avg(data.value), max(data.value), quantile_cont(data.value, [0.5, 0.95, 0.99]) " +
    `FROM read_json(${file}, format = 'newline_delimited', columns = ${columns}) ` +
    "WHERE metric = 'http_req_duration' AND type = 'Point'"
  );
}

const works = (program, words) => spawnSync(program, words, { stdio: "ignore" }).status === 0;

/** `[program, words, good exit codes]`, or `undefined` if there is no DuckDB. */
export function duckdb(path) {
  if (works("duckdb", ["--version"])) return ["duckdb", ["-c", sql(path)], [0]];
  const python = process.env.SLOSCOPE_DUCKDB_PYTHON;
  if (!python || !works(python, ["-c", "import duckdb"])) return undefined;
  return [python, ["-c", "import duckdb, sys; duckdb.sql(sys.argv[1].split('; ')[0]); print(duckdb.sql(sys.argv[1].split('; ', 1)[1]).fetchall())", sql(path)], [0]];
}

/** Runs a program, and answers `{ ms }`. */
export function timed(program, words, good) {
  const start = process.hrtime.bigint();
  const { status, error } = spawnSync(program, words, { stdio: "ignore" });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (error || !good.includes(status)) {
    throw new Error(`\`${[program, ...words].join(" ")}\` failed (${error?.message ?? `exit code ${status}`}); run it by hand to see why`);
  }
  return { ms };
}
