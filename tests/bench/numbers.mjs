// How the benchmarks measure and tell: rounds in turn, medians, `name: value` lines.
import { loadavg } from "node:os";

/** Standard output is for figures; what is going on is said beside it. */
export function say(text) {
  console.error(`  ${text}`);
}

/** One figure, to four significant digits; `undefined` where the system does not tell. */
export function print(name, value) {
  console.log(`${name}: ${typeof value === "number" ? Number(value.toPrecision(4)) : (value ?? "unknown")}`);
}

/** A figure, and under it the lowest and the highest of its rounds. */
export function printSpread(name, values) {
  print(name, median(values));
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => Number(value.toPrecision(4)));
  print(`${name}_range`, `${low} to ${high}`);
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs every contestant once a round, in turn, so that what else the machine does hits all of them alike. `contestants`
 * is `{ name: async () => { ms, ... } }`; answers `{ name: [the rounds' results] }`. One that takes longer than
 * `patience` ms is not asked again: its result stands for all rounds.
 */
export async function inTurn(contestants, rounds, patience = Infinity) {
  const found = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(contestants)) {
      const results = (found[name] ??= []);
      const slow = results[0]?.ms > patience;
      results.push(slow ? results[0] : await run());
      say(`round ${round + 1} of ${rounds}: ${name} ${slow ? "is too slow to be asked again" : `${results.at(-1).ms.toFixed(0)} ms`}`);
    }
  }
  return found;
}

export const times = (results) => results.map(({ ms }) => ms);

/** Time of `ours` for time of `theirs`, round by round. */
export function ratios(ours, theirs) {
  return ours.map(({ ms }, round) => ms / theirs[round].ms);
}

/** Megabytes (10^6) in a second, round by round. */
export function speeds(results, bytes) {
  return results.map(({ ms }) => bytes / 1e3 / ms);
}

/** How busy the machine was before and after; above its number of processors, times say little. */
export function printLoad(when) {
  print(`load_${when}`, loadavg()[0]);
}

/** Ends the benchmark with a message that says what to do. */
export async function main(body) {
  try {
    printLoad("before");
    await body();
    printLoad("after");
  } catch (error) {
    console.error(`\nbench: ${error.message}`);
    if (process.env.SLOSCOPE_DEBUG) console.error(error);
    process.exitCode = 1;
  }
}
