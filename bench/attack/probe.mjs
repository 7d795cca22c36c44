// Asks /health/live again and again in a thread of its own, so that the attacker's own load is not measured as the server's.

import { Agent, get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

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
    get(`${workerData}/health/live`, { agent, timeout: patienceMs }, (response) => {
      response.resume();
      response.once('end', () => end(response.statusCode === 200));
    })
      .once('timeout', function () {
        this.destroy();
      })
      .once('error', () => end(false));
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
parentPort.postMessage({ asked: times.length + failed, failed, p50Ms: percentile(0.5), p99Ms: percentile(0.99) });
