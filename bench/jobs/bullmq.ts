// BullMQ's side of the jobs bench, as its documentation has it: attempts with backoff, finished jobs removed.

import { ratePerSecond } from '../compare.ts';
import { benchJob, HandledJobs, type JobSide, rateOfBulk, sampleLatency, serveSide } from './side.ts';

/** What is used of BullMQ; the bench is compiled without it. */
interface PeerQueue {
  add(name: string, data: unknown, options: object): Promise<unknown>;
  addBulk(jobs: readonly { name: string; data: unknown; opts: object }[]): Promise<unknown>;
  close(): Promise<void>;
}
interface PeerWorker {
  waitUntilReady(): Promise<unknown>;
  close(force?: boolean): Promise<void>;
}
interface Peer {
  Queue: new (name: string, options: object) => PeerQueue;
  Worker: new (name: string, handler: () => Promise<unknown>, options: object) => PeerWorker;
}

/** A name that the compiler does not look up. */
const peerName: string = 'bullmq';
const { Queue, Worker } = (await import(peerName)) as Peer;
const { hostname: host, port } = new URL(process.argv[2] as string);
const connection = { host, port: Number(port) };
const options = {
  attempts: benchJob.attempts,
  backoff: { type: 'exponential', delay: benchJob.backoffMs },
  removeOnComplete: true,
};
const queues = new Map<string, PeerQueue>();

function open(name: string): PeerQueue {
  const known = queues.get(name) ?? new Queue(name, { connection });
  queues.set(name, known);
  return known;
}

const add = (queue: string, index: number): Promise<unknown> =>
  open(queue).add(benchJob.name, benchJob.payload(index), options);

serveSide({
  addBulk: (queue, count, priorities) =>
    rateOfBulk(count, (indexes) =>
      open(queue).addBulk(
        indexes.map((index) => ({
          name: benchJob.name,
          data: benchJob.payload(index),
          opts: priorities ? { ...options, priority: 1 + (index % 10) } : options,
        })),
      ),
    ),
  addEach: (queue, count) => ratePerSecond(count, 100, (index) => add(queue, index)),
  async work(queue, count, concurrency) {
    const handled = new HandledJobs(count);
    const handler = async (): Promise<unknown> => {
      handled.add();
      return benchJob.result;
    };
    const worker = new Worker(queue, handler, { connection, concurrency });
    const rate = await handled.rate;
    await worker.close();
    return rate;
  },
  async idleLatency(queue, samples) {
    const heard: { handler?: () => void } = {};
    const handler = async (): Promise<unknown> => {
      heard.handler?.();
      return benchJob.result;
    };
    const worker = new Worker(queue, handler, { connection, concurrency: 10 });
    await worker.waitUntilReady();
    const times = await sampleLatency(samples, (index) => add(queue, index), heard);
    await worker.close();
    return times;
  },
  async close() {
    await Promise.all([...queues.values()].map((queue) => queue.close()));
  },
} satisfies JobSide);
