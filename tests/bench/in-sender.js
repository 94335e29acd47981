// What the page's generator is measured against: the least that a worker can do to send requests at a rate: `fetch` by the
// same timer, the body read, what the browser timed thrown away. No plan, no checks, no report. Posted
// `{ urls, request, rate, seconds, most }`; answers counts and how late requests were. The benchmarks start it from a Blob.

/** What the browser timed is thrown away this often, in ms, as the generator takes it in. */
const CLEAR_EVERY = 250;
/** What is under way may end in this time, in ms. */
const GRACE = 2000;

onmessage = async ({ data: { urls, request, rate, seconds, most } }) => {
  const memory = new Int32Array(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer);
  const sleep = (ms) => Atomics.waitAsync(memory, 0, 0, Math.max(ms, 0.1)).value;
  performance.setResourceTimingBufferSize(20_000);
  const lags = [];
  const found = { sent: 0, dropped: 0, failed: 0, finished: 0 };
  const under = () => found.sent - found.finished - found.failed;
  const send = async (number) => {
    try {
      const body = request.body?.replace("{{$iteration}}", number);
      const response = await fetch(urls[number % urls.length], { ...request, body });
      await response.arrayBuffer();
      found.finished += 1;
    } catch {
      found.failed += 1;
    }
  };
  const start = performance.now();
  const due = (number) => start + (number * 1000) / rate;
  let cleared = start;
  for (let number = 0; number < rate * seconds; ) {
    const now = performance.now();
    for (; number < rate * seconds && due(number) <= now; number += 1) {
      if (under() >= most) found.dropped += 1;
      else {
        lags.push(performance.now() - due(number));
        found.sent += 1;
        send(number);
      }
    }
    if (now - cleared > CLEAR_EVERY) {
      cleared = now;
      performance.clearResourceTimings();
    }
    await sleep(due(number) - performance.now());
  }
  for (const end = performance.now() + GRACE; under() > 0 && performance.now() < end; ) await sleep(10);
  lags.sort((a, b) => a - b);
  const at = (share) => lags[Math.ceil(share * lags.length) - 1];
  postMessage({ ...found, lag_p50: at(0.5), lag_p99: at(0.99), lag_max: at(1) });
};
