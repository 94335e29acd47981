// Firefox's own protocol, Marionette: JSON with its length in front, over a connection of this machine.
import { createConnection } from "node:net";

/** Answers `ask(command, parameters)`. A message is `[0, id, command, parameters]`, its answer `[1, id, error, result]`. */
export async function connect(port) {
  const socket = createConnection(port, "127.0.0.1");
  const waiting = new Map();
  let rest = Buffer.alloc(0);
  let greeted;
  const greeting = new Promise((resolve) => (greeted = resolve));
  socket.on("data", (data) => {
    rest = Buffer.concat([rest, data]);
    for (;;) {
      const colon = rest.indexOf(":");
      const end = colon + 1 + Number(rest.subarray(0, colon));
      if (colon < 0 || rest.length < end) return;
      const message = JSON.parse(rest.subarray(colon + 1, end));
      rest = rest.subarray(end);
      if (!Array.isArray(message)) {
        greeted();
        continue;
      }
      const [, id, error, result] = message;
      const told = waiting.get(id);
      waiting.delete(id);
      if (error) told?.reject(new Error(`${error.error}: ${error.message}`));
      else told?.resolve(result);
    }
  });
  const lost = (error) => waiting.forEach((told) => told.reject(error ?? new Error("Firefox has ended")));
  socket.on("error", lost).on("close", () => lost());
  await greeting;
  let last = 0;
  return (command, parameters = {}) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      const text = JSON.stringify([0, last, command, parameters]);
      socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
}
