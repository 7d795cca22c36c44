// Asks for one thing again and again in a thread of its own, so that the load of whoever attacks is not measured as the server's.
// `workerData` has the URL and, for a query, the body to post there.

import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

const { url, body } = workerData;
const everyMs = 20;
const patienceMs = 10_000;
const agent = new Agent({ keepAlive: true });
const times = [];
let failed = 0;

const ask = () =>
  new Promise((resolve) => {
    const began = performance.now();
    const end = (ok) => {
      if (ok) times.push(performance.now() - began);
      else failed++;
      resolve();
    };
    const method = body ? 'POST' : 'GET';
    request(
      url,
      { agent, method, headers: { 'content-type': 'application/json' }, timeout: patienceMs },
      (response) => {
        response.resume();
        response.once('end', () => end(response.statusCode === 200));
      },
    )
      .once('timeout', function () {
        this.destroy();
      })
      .once('error', () => end(false))
      .end(body);
  });

let going = true;
parentPort.once('message', () => {
  going = false;
});
while (going) {
  await ask();
  await new Promise((resolve) => setTimeout(resolve, everyMs));
}
agent.destroy();
times.sort((a, b) => a - b);
const percentile = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
parentPort.postMessage({
  asked: times.length + failed,
  failed,
  p50Ms: percentile(0.5),
  p99Ms: percentile(0.99),
  maxMs: percentile(1),
});
