// A breaker for each master of a cluster: where one does not answer, what lies there is refused at once, and nothing else is.

import { Breaker, RedisTimeout } from './breaker.ts';
import { redisFault } from './redis-fault.ts';

/** What it needs of a command of ioredis. */
interface Command {
  readonly promise: Promise<unknown>;
  getSlot(): number | null;
  setTimeout(ms: number): void;
  reject(error: Error): void;
}

/** What it needs of a cluster's connection. */
interface Cluster {
  /** The nodes of each slot, the master first. */
  readonly slots: readonly (readonly string[] | undefined)[];
  sendCommand: unknown;
}

/** What ioredis gives on beside a command: the pipeline that it belongs to, and its destination. */
type Sent = [command: Command, stream?: object, node?: { readonly slot: number; readonly redis?: unknown }];

/** Has a cluster's connection refuse at once what would go to a master that does not answer. */
export function breakByNode(cluster: Cluster, timeoutMs: number): void {
  const breakers = new Breakers(cluster);
  const send = (cluster.sendCommand as (...sent: Sent) => unknown).bind(cluster);
  /** All commands of a pipeline go, or none: ioredis writes when the last of them has come. */
  const verdicts = new WeakMap<object, boolean>();
  cluster.sendCommand = (...[command, stream, node]: Sent): unknown => {
    const slot = node?.slot ?? command.getSlot();
    if (typeof slot !== 'number') return send(command, stream, breakers.detour());
    const breaker = breakers.of(slot);
    let mayGo = stream && verdicts.get(stream);
    if (mayGo === undefined) {
      mayGo = breaker.mayTry(performance.now());
      if (stream) verdicts.set(stream, mayGo);
    }
    if (!mayGo) {
      command.reject(new RedisTimeout(timeoutMs));
      return command.promise;
    }
    // Also for the time until a connection is found that takes it.
    command.setTimeout(timeoutMs);
    command.promise.then(
      () => breaker.succeeded(),
      (error: unknown) => {
        if (redisFault(error)?.cause === 'CONNECTION') breaker.failed(performance.now(), error);
        else breaker.succeeded();
      },
    );
    return send(command, stream, node);
  };
}

class Breakers {
  readonly #cluster: Cluster;
  /** By `host:port`. A cluster has few nodes, and few that it had. */
  readonly #byNode = new Map<string, Breaker>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  of(slot: number): Breaker {
    const node = this.#cluster.slots[slot]?.[0] ?? '';
    let breaker = this.#byNode.get(node);
    if (!breaker) {
      breaker = new Breaker();
      this.#byNode.set(node, breaker);
    }
    return breaker;
  }

  /** For a command without a key, as PUBLISH: where it goes while some masters do not answer, if there is one that does. */
  detour(): { readonly slot: number } | undefined {
    if (![...this.#byNode.values()].some((breaker) => breaker.isOpen)) return undefined;
    const slot = this.#cluster.slots.findIndex(([node] = []) => node && !this.#byNode.get(node)?.isOpen);
    return slot < 0 ? undefined : { slot };
  }
}
