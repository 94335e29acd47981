// A run whose every name is an attack: markup, quotes, templates. All of it must be shown as text.
const FILE = "<style>*{display:none}<style>.json";
const CHECK = "<img src=x onerror=alert(1)>";
const GROUP = "::<script>alert(2)<script>";
const SCENARIO = '"><svg onload=alert(3)>';
const ERROR = "<b>lookup<b> ${alert(4)} {{alert(5)}} --> ]]>";
const ENDPOINT = "javascript:alert(6)//<a href='x'>";

/** Texts that the report shows somewhere. */
export const HOSTILE = [FILE, CHECK, GROUP.slice(2), SCENARIO, ERROR, ENDPOINT];

/** `{ name, buffer }`: samples as k6 writes them, 20 requests of which half failed. */
export function hostile() {
  const lines = [declared("http_reqs", "counter"), declared("http_req_duration", "trend", ["p(95)<500"])];
  lines.push(declared("http_req_failed", "rate"), declared("checks", "rate"), declared("iterations", "counter"));
  for (let at = 0; at < 20; at += 1) {
    const failed = at % 2 === 1;
    const time = `2026-11-23T22:00:${String(at).padStart(2, "0")}.5Z`;
    const always = { scenario: SCENARIO, group: GROUP };
    const point = (metric, value, tags) =>
      JSON.stringify({ metric, type: "Point", data: { time, value, tags: { ...always, ...tags } } });
    const http = { method: "GET", name: ENDPOINT, url: ENDPOINT, proto: "HTTP/1.1", expected_response: String(!failed) };
    Object.assign(http, failed ? { status: "0", error: ERROR, error_code: "1101" } : { status: "200" });
    lines.push(point("http_reqs", 1, http), point("http_req_duration", 10 + at, http));
    lines.push(point("http_req_failed", Number(failed), http), point("checks", Number(!failed), { check: CHECK }));
    lines.push(point("iterations", 1, {}));
  }
  return { name: FILE, buffer: Buffer.from(`${lines.join("\n")}\n`) };
}

function declared(metric, type, thresholds = []) {
  const contains = metric === "http_req_duration" ? "time" : "default";
  return JSON.stringify({ type: "Metric", data: { name: metric, type, contains, thresholds, submetrics: null }, metric });
}
