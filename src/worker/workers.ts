// The workers of one process, one a queue, and beside them the keepers of orders and of services and the scheduler of all queues,
// also of those that others work on, in other languages for instance.

import type { Logger } from 'pino';
import type { Post } from '../mail/post.ts';
import { mailQueue } from '../redis/account/notice.ts';
import { FaultLog } from '../redis/base/fault-log.ts';
import { redisFault } from '../redis/base/redis-fault.ts';
import { Migration } from '../redis/migration.ts';
import { orderQueue } from '../redis/order/outbox.ts';
import { registerOwn } from '../redis/service/own-process.ts';
import type { Stores } from '../redis/stores.ts';
import { webhookQueue } from '../redis/webhook/delivery.ts';
import { EventKeeper } from './event-keeper.ts';
import { type EventListener, eventQueue } from './event-reader.ts';
import { startFormerKeeper } from './former-keeper.ts';
import type { Handler } from './handler.ts';
import { createHandlers } from './handlers/index.ts';
import { webhookListener } from './handlers/webhook.ts';
import { restoreLostJobs } from './job-keeper.ts';
import { OrderKeeper } from './order-keeper.ts';
import { startReconciliation } from './reconciliation-keeper.ts';
import { repeat } from './repeat.ts';
import { startScheduler } from './scheduler.ts';
import { startServiceKeeper } from './service-keeper.ts';
import { closeDeadlineMs, Worker } from './worker.ts';

/** The queues that Mortar's own handlers serve. */
export const workQueues: readonly string[] = ['default', 'orders', mailQueue, eventQueue, webhookQueue];

/** What is too old of the audit log leaves it when something is added; this is for logs to which nothing is. */
const trimsEveryMs = 3_600_000;

/** Notices of accounts are relayed by who writes them; this is for those that a crash has left. */
const noticesEveryMs = 1_000;

/** Erasures go on where a process has died in the middle of one, and are done once more after a while. */
const erasuresEveryMs = 5_000;

export interface Workers {
  /** False while one of them has no free slot and none that will become free; see `Worker.healthy`. */
  readonly healthy: boolean;
  /** Stops claiming, waits for what is under way, `extraMs` longer than usual, and gives the rest back. */
  close(extraMs?: number): Promise<void>;
}

export interface WorkersSettings {
  /** The log of faults of the process, if it has one already. */
  readonly faults?: FaultLog;
  /** Without it no mail is sent. */
  readonly post?: Post | null;
  /** Those of plugins. */
  readonly handlers?: readonly Handler[];
  readonly listeners?: readonly EventListener[];
}

/** @throws Error with the code ERR_PLUGIN if two handlers have one name. */
export function startWorkers(
  stores: Stores,
  queues: readonly string[],
  log: Logger,
  { faults = new FaultLog(log), post = null, handlers: others = [], listeners = [] }: WorkersSettings = {},
): Workers {
  const onError = failureLog(log, faults, 'a worker could not reach its queue');
  const handlers = joined(createHandlers(stores, post), others);
  const workers = queues.map((queue) => new Worker(stores.redis, { queue, handlers, onError }));
  let closing: Promise<void> | undefined;
  restoreLostJobs(stores, queues, log).catch((error: unknown) => {
    if (!closing) onError(error);
  });
  const stopScheduler = startScheduler(() => stores.jobSchedules.fireDue(), onError);
  const stopServiceKeeper = startServiceKeeper(
    stores.services,
    failureLog(log, faults, 'the registry of services could not be looked after'),
  );
  const stopFormerKeeper = startFormerKeeper(stores.services, new Migration(stores.redis), onError);
  const keeper = queues.includes(orderQueue) ? new OrderKeeper(stores, onError) : null;
  const events = queues.includes(eventQueue)
    ? startEvents(stores, [...listeners, webhookListener(stores)], log, onError)
    : null;
  const stopNotices = queues.includes(mailQueue)
    ? repeat(noticesEveryMs, () => stores.notices.relayAll(), onError)
    : async () => {};
  const stopErasures = queues.includes(mailQueue)
    ? repeat(erasuresEveryMs, () => stores.erasures.resume(), onError)
    : async () => {};
  const stopTrims = repeat(trimsEveryMs, () => stores.audit.trim(), onError);
  const stopReconciliation = keeper ? startReconciliation(stores, log, onError) : async () => {};
  const leave =
    queues.length > 0
      ? registerOwn(stores.services, { service: 'mortar-worker', metadata: { queues } }, log)
      : async () => {};
  const close = async (deadlineMs: number): Promise<void> => {
    // They stop claiming at once.
    const closed = workers.map((worker) => worker.close({ deadlineMs }));
    await leave();
    await Promise.all([
      stopScheduler(),
      stopServiceKeeper(),
      stopFormerKeeper(),
      stopNotices(),
      stopErasures(),
      stopTrims(),
      stopReconciliation(),
    ]);
    await keeper?.close();
    await events?.close(deadlineMs);
    await Promise.all(closed);
  };
  return {
    get healthy() {
      return workers.every((worker) => worker.healthy);
    },
    close: (extraMs = 0) => {
      closing ??= close(closeDeadlineMs + extraMs);
      return closing;
    },
  };
}

function startEvents(
  stores: Stores,
  listeners: readonly EventListener[],
  log: Logger,
  onError: (error: unknown) => void,
): EventKeeper {
  return new EventKeeper(stores, listeners, {
    onError,
    onFailed: ({ reader, attempt, event }, error) =>
      log.warn(
        { err: error, plugin: reader, event: event?.id, type: event?.type, attempt },
        'a handler of a domain event failed',
      ),
    onMissed: (tag, events) =>
      log.error({ slot: tag, events }, 'domain events were not delivered, since too many wait for their handlers'),
  });
}

function joined(own: readonly Handler[], others: readonly Handler[]): readonly Handler[] {
  const all = [...own, ...others];
  const names = all.map(({ name }) => name);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice === undefined) return all;
  const message = `Two handlers are for jobs named ${JSON.stringify(twice)}: choose another name for that of the plugin`;
  throw Object.assign(new Error(message), { code: 'ERR_PLUGIN' });
}

/** A loop that fails tries again at once, so that a fault of Redis would fill the log. */
function failureLog(log: Logger, faults: FaultLog, message: string): (error: unknown) => void {
  return (error) => {
    const fault = redisFault(error);
    if (fault) faults.report(fault, error);
    else log.warn({ err: error }, message);
  };
}
