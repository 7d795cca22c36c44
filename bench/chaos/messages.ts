// Topics and their groups while publishers, consumers and Redis die: what was accepted is there once, and every group handles it
// or buries it.

import { setTimeout as wait } from 'node:timers/promises';
import type { RedisHandle } from '../../src/redis/index.ts';
import { MessageReports } from '../../src/redis/message/report.ts';
import { bundle } from './bundle.ts';
import { Crew } from './crew.ts';
import { Ledger } from './messages-ledger.ts';
import { Witness } from './messages-witness.ts';
import { groups, leaseMs, topics } from './messages-work.ts';
import { type Chaos, type ChaosContext, part, type Verdict } from './run.ts';

const settings = {
  perSecond: 200,
  publishers: 2,
  consumers: 4,
  /** One message in so many kills each process that handles it; none in a run that is shorter than such a message takes to end. */
  poisonEvery: 5_000,
  poisonFromSeconds: 20,
  /** After the last fault: nothing has moved for so long, so no more will. */
  stalledMs: 30_000,
} as const;

export const chaosMessages: Chaos = {
  about:
    'Kills publishers, consumers and Redis while 200 messages per second with odd values come in; each must be there once, and handled or buried by each group.',
  seconds: 40,
  run,
};

async function run(context: ChaosContext): Promise<Verdict> {
  const { redis, handle, folder, random, faults, seconds, tell } = context;
  tell('building the processes');
  const [publisher, consumer] = [
    await bundle(new URL('./messages-publisher.ts', import.meta.url), `${folder}/messages-publisher`),
    await bundle(new URL('./messages-consumer.ts', import.meta.url), `${folder}/messages-consumer`),
  ];
  const ledger = new Ledger();
  const over = new AbortController();
  const size = part(settings.publishers, context);
  const env = {
    PATH: process.env.PATH,
    REDIS_URL: redis.url,
    PER_SECOND: String(part(settings.perSecond, context) / size),
    POISON_SHARE: seconds < settings.poisonFromSeconds ? '0' : String(1 / settings.poisonEvery),
  };
  await context.ready();
  const watching = [ledger.read(handle, over.signal), ledger.bury(handle, over.signal)];
  const showing = setInterval(() => tell(`${ledger.accepted.size} accepted, ${ledger.done.size} handled`), 200);
  const publishers = new Crew({ size, args: [publisher], env, random, onLine: (line) => ledger.publisherSaid(line) });
  const consumers = new Crew({
    size: part(settings.consumers, context),
    args: [consumer],
    env,
    random,
    onLine: (line) => ledger.consumerSaid(line),
    onAccident: () => ledger.accident(),
  });
  handle.client.on('close', () => ledger.accident());
  try {
    const witness = new Witness(handle, ledger, random);
    faults.every(1_000, 'killed publishers', () => publishers.kill());
    faults.every(part(500, { share: 1 / context.share }), 'killed consumers', () => consumers.kill());
    faults.every(3_000, 'consumers stopped past their lease', () =>
      consumers.pause(leaseMs * random.between(12, 25) * 0.1),
    );
    faults.every(1_500, 'late failures', () => witness.visit(true));
    const acknowledging = acknowledge(witness, over.signal);
    await wait(seconds * 1_000);
    await faults.stop();
    await publishers.stop();
    const open = await untilDone(handle, ledger);
    await consumers.stop();
    over.abort();
    await Promise.all([...watching, acknowledging]);
    const lost = ledger.check();
    const undone = ledger.checkGroups();
    const violations = [
      ...ledger.violations,
      ...open,
      ...[...publishers.failures, ...consumers.failures].map((why) => `A process ${why}`),
    ];
    const stuck = open.length > 0 ? undone : 0;
    return {
      accepted: ledger.accepted.size,
      lost: lost + undone - stuck,
      duplicated: ledger.doubled,
      stuck,
      violations,
    };
  } finally {
    clearInterval(showing);
    over.abort();
    await Promise.all([publishers.stop(), consumers.stop()]);
  }
}

async function acknowledge(witness: Witness, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await witness.visit(false);
    await wait(100);
  }
}

/** Waits until no group has anything left to do, or until it looks as if it never will: what is left then. */
async function untilDone(redis: RedisHandle, ledger: Ledger): Promise<string[]> {
  const reports = new MessageReports(redis);
  for (let [since, before] = [Date.now(), '']; ; await wait(100)) {
    const found = await Promise.all(topics.map((topic) => reports.one(topic)));
    const open = found.flatMap((topic) => topic?.groups ?? []).filter(({ lag, pending }) => lag > 0 || pending > 0);
    const known = found.flatMap((topic) => topic?.groups ?? []).length;
    const unread = found.reduce((sum, topic) => sum + (topic?.messages ?? 0), 0) - ledger.seen.size;
    if (open.length === 0 && known === topics.length * groups.length && unread === 0) return [];
    const now = JSON.stringify([open.map(({ lag, pending }) => [lag, pending]), ledger.done.size, unread]);
    if (now !== before) [since, before] = [Date.now(), now];
    if (Date.now() - since > settings.stalledMs)
      return open.map(
        ({ topic, name, lag, pending }) => `${topic} ${name} stands still: lag ${lag}, pending ${pending}`,
      );
  }
}
