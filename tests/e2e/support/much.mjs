// Results with very many of everything, and with very long names of everything, as k6 would write them.

const START = Date.UTC(2026, 10, 23, 21, 0, 0);

const declare = (name, type, contains, thresholds = []) =>
  JSON.stringify({ type: "Metric", data: { name, type, contains, thresholds, submetrics: null }, metric: name });
const point = (metric, ms, value, tags) =>
  JSON.stringify({ metric, type: "Point", data: { time: new Date(START + ms).toISOString(), value, tags } });

/** A run of `metrics` trends, `scenarios` scenarios, `checks` checks in as many groups, and `objectives` objectives. */
export function much({ metrics = 0, scenarios = 0, checks = 0, objectives = 0 }) {
  const counts = Array.from({ length: objectives }, (_, at) => `count>${objectives - at}`);
  const lines = [declare("http_reqs", "counter", "default", counts), declare("iterations", "counter", "default")];
  for (let at = 0; at < metrics; at += 1) {
    const name = `my_metric_${at}`;
    lines.push(declare(name, "trend", "time"), point(name, at, at % 977, { scenario: "default" }));
  }
  for (let at = 0; at < scenarios; at += 1) {
    const tags = { scenario: `scenario_${at}` };
    lines.push(point("iterations", at * 10, 1, tags), point("http_reqs", at * 10, 1, { ...tags, status: "200" }));
  }
  if (checks > 0) lines.push(declare("checks", "rate", "default"));
  for (let at = 0; at < checks; at += 1) {
    lines.push(point("checks", at, at % 2, { check: `check ${at}`, group: `::group ${at}` }));
  }
  for (let at = 0; at < 100; at += 1) lines.push(point("http_reqs", at * 100, 1, { status: "200" }));
  return Buffer.from(`${lines.join("\n")}\n`);
}

/** A run whose names have `length` characters and no place to break: metrics, tags, scenarios, groups, checks, errors. */
export function long(length) {
  const name = (text) => `${text}_`.repeat(Math.ceil(length / (text.length + 1))).slice(0, length);
  const trend = name("trend").slice(0, 128);
  const lines = [
    declare("http_reqs", "counter", "default", ["rate>1"]),
    declare("http_req_duration", "trend", "time", ["p(95)<5", `p(99)<${"9".repeat(60)}`]),
    declare("http_req_failed", "rate", "default", ["rate<0.01"]),
    declare(trend, "trend", "time", ["avg<5"]),
    declare("checks", "rate", "default"),
    declare("iterations", "counter", "default"),
  ];
  for (let at = 0; at < 60; at += 1) {
    const ms = at * 100;
    const failed = at % 3 === 0;
    const tags = {
      name: `https://example.org/${name("path")}${at % 3}`,
      url: `https://example.org/${name("path")}${at % 3}`,
      scenario: name(`scenario${at % 2}`),
      group: `::${name("group")}`,
      method: "GET",
      status: failed ? "0" : "200",
      expected_response: String(!failed),
      [name("key")]: name("value"),
      ...(failed ? { error: name("refused"), error_code: "1212" } : {}),
    };
    lines.push(point("http_reqs", ms, 1, tags), point("http_req_duration", ms, failed ? 0 : 10 + at, tags));
    lines.push(point("http_req_failed", ms, Number(failed), tags), point(trend, ms, at, tags));
    lines.push(point("checks", ms, Number(!failed), { check: name("check"), group: tags.group, scenario: tags.scenario }));
    lines.push(point("iterations", ms, 1, { scenario: tags.scenario }));
  }
  return Buffer.from(`${lines.join("\n")}\n`);
}
