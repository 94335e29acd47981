// What k6 itself states of a run, read from its summaries by JSON.parse: the oracle of the page's figures and verdicts.
import { readFileSync } from "node:fs";

const NOT_VALUES = new Set(["type", "contains", "values", "thresholds"]);

/**
 * `{ values: [{ series, stat, value }], thresholds: [{ series, expression, ok }] }` of a file that --summary-export
 * or handleSummary wrote.
 */
export function k6Summary(path) {
  const { metrics } = JSON.parse(readFileSync(path, "utf8"));
  const values = [];
  const thresholds = [];
  for (const [series, metric] of Object.entries(metrics)) {
    const stated = Object.entries(metric.values ?? metric).filter(([key]) => !NOT_VALUES.has(key));
    const rate = stated.some(([key]) => key === "passes");
    for (const [key, value] of stated) {
      // --summary-export calls the share of a rate its value; counters that k6 rounds nothing of stay as they are.
      values.push({ series, stat: rate && key === "value" ? "rate" : key, value });
    }
    for (const [expression, state] of Object.entries(metric.thresholds ?? {})) {
      // The booleans of --summary-export mean "crossed".
      thresholds.push({ series, expression, ok: typeof state === "boolean" ? !state : state.ok });
    }
  }
  return { values, thresholds };
}

/** The verdict that each objective must have by k6, as the page names it: `{ "checks: rate>0.95": "pass" }`. */
export function k6Verdicts({ thresholds }) {
  return Object.fromEntries(thresholds.map((t) => [`${t.series}: ${t.expression}`, t.ok ? "pass" : "fail"]));
}
