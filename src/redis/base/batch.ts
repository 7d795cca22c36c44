// Collects the calls that are made within one tick of the event loop and sends them as one variadic script a slot.
// A request handler asks for one thing; Redis sees one round trip for all the handlers that asked at the same time.

import { Overloaded } from './problem.ts';
import { isUnavailable } from './redis-fault.ts';

/** What a batch needs to know about the calls it collects. */
export interface BatchSettings<Call, Result> {
  /**
   * The calls that may travel together: `RedisHandle.groupOf(key)` of a key that the call touches. One group for all on a
   * single server, one group a slot on a cluster.
   */
  group(call: Call): number;
  /**
   * Runs the calls of one group in one round trip; one result a call, in order. An Error in a place rejects that call; a
   * promise lets that call alone wait for more.
   */
  run(calls: readonly Call[]): Promise<readonly (Result | Promise<Result> | Error)[]>;
  /** At most this many calls a script: it bounds how long one script can hold Redis. */
  maxCalls: number;
  /**
   * Where a script's work grows with its calls alone: a tick's calls are dealt out to as many as four scripts of at least
   * this many, so that Redis works on one while the next is packed. One script where absent.
   */
  minCalls?: number;
  /** Where calls differ in their work: as how many of `maxCalls` one counts. One that is more than all goes alone. */
  weightOf?(call: Call): number;
  /**
   * Where calls differ in their size: a script has at most `maxBytes` of them, or one call that has more. All groups together
   * have `batchLimits.bytesUnderWay` in Redis at once: what comes meanwhile waits here, and the time that a command may take
   * begins when it is sent. `maxWaiting`: of those that wait, one more is refused (`batchLimits.bytesWaiting`); infinite where whoever
   * adds bounds how much that is.
   */
  readonly size?: { bytesOf(call: Call): number; readonly maxBytes: number; readonly maxWaiting?: number };
  /**
   * For work that may come in any amount: at most this many scripts of a group are in Redis at once, so that others' questions
   * wait behind these few alone. What comes meanwhile waits here and travels together. Whoever adds bounds how much that is.
   */
  maxScripts?: number;
  /**
   * Whether a group's calls keep their order also where a script is sent again, since Redis has forgotten it or its slot has moved: one script
   * of a group is in Redis at a time. If it fails because Redis is unavailable, those that waited for it fail too: they have waited as long.
   */
  inOrder?: boolean;
}

const scriptsAtOnce = 4;

export const batchLimits = {
  /** Of calls that have a size: those that were sent and have no answer yet. */
  bytesUnderWay: 4_194_304,
  /** Those that wait to be sent: one more is refused. */
  bytesWaiting: 67_108_864,
} as const;

interface Pending<Call, Result> {
  call: Call;
  bytes: number;
  resolve(result: Result | Promise<Result>): void;
  reject(error: unknown): void;
}

/** The calls of one group: those that wait to be sent, and how many scripts are under way. */
interface Lane<Call, Result> {
  waiting: Pending<Call, Result>[];
  running: number;
}

/** Calls that travel in one script. */
interface Chunk<Call, Result> {
  calls: Pending<Call, Result>[];
  bytes: number;
}

export class Batch<Call, Result> {
  readonly #settings: BatchSettings<Call, Result>;
  readonly #lanes = new Map<number, Lane<Call, Result>>();
  #fresh: Pending<Call, Result>[] = [];
  #bytesUnderWay = 0;
  #bytesWaiting = 0;
  /** The groups that may have something to send, in their turn. */
  readonly #turns = new Set<number>();

  constructor(settings: BatchSettings<Call, Result>) {
    this.#settings = settings;
  }

  /**
   * Adds a call to the current tick's batch; settles when the batch's answer is there.
   * @throws Overloaded where calls that have a size are more together than may wait: it is not sent.
   */
  add(call: Call): Promise<Result> {
    return new Promise((resolve, reject) => {
      const { bytesOf, maxWaiting = batchLimits.bytesWaiting } = this.#settings.size ?? {};
      const bytes = bytesOf?.(call) ?? 0;
      if (this.#bytesWaiting > 0 && this.#bytesWaiting + bytes > maxWaiting) throw new Overloaded();
      this.#bytesWaiting += bytes;
      if (this.#fresh.length === 0) setImmediate(() => this.#flush());
      this.#fresh.push({ call, bytes, resolve, reject });
    });
  }

  #flush(): void {
    const fresh = this.#fresh;
    this.#fresh = [];
    for (const pending of fresh) {
      const group = this.#settings.group(pending.call);
      this.#turns.add(group);
      const lane = this.#lanes.get(group);
      if (lane) lane.waiting.push(pending);
      else this.#lanes.set(group, { waiting: [pending], running: 0 });
    }
    this.#advanceAll();
  }

  /** One whose next script finds no room keeps its turn: those with shorter scripts do not pass it by for ever. */
  #advanceAll(): void {
    for (const group of this.#turns) {
      const lane = this.#lanes.get(group) as Lane<Call, Result>;
      const before = lane.waiting.length;
      const isFull = this.#advance(group, lane);
      if (isFull && lane.waiting.length === before) return;
      this.#turns.delete(group);
      if (isFull) this.#turns.add(group);
    }
  }

  /** Sends of a group's calls what may be sent now. True where the rest waits for room among all. */
  #advance(group: number, lane: Lane<Call, Result>): boolean {
    const { inOrder = false, maxScripts = inOrder ? 1 : Number.POSITIVE_INFINITY } = this.#settings;
    let sent = 0;
    let isFull = false;
    for (const { calls, bytes } of this.#chunksOf(lane.waiting)) {
      if (lane.running >= maxScripts) break;
      isFull = this.#bytesUnderWay > 0 && this.#bytesUnderWay + bytes > batchLimits.bytesUnderWay;
      if (isFull) break;
      lane.running += 1;
      sent += calls.length;
      this.#bytesUnderWay += bytes;
      this.#bytesWaiting -= bytes;
      const behind = lane.waiting.length - sent;
      void this.#send(calls).then((failure) => {
        if (inOrder && isUnavailable(failure)) this.#drop(lane, behind, failure);
        lane.running -= 1;
        this.#bytesUnderWay -= bytes;
        if (lane.waiting.length > 0) this.#turns.add(group);
        else if (lane.running === 0) this.#lanes.delete(group);
        this.#advanceAll();
      });
    }
    lane.waiting = lane.waiting.slice(sent);
    return isFull;
  }

  *#chunksOf(group: Pending<Call, Result>[]): Generator<Chunk<Call, Result>> {
    const { maxCalls, minCalls = maxCalls, weightOf = () => 1, size } = this.#settings;
    const most = Math.min(maxCalls, Math.max(minCalls, Math.ceil(group.length / scriptsAtOnce)));
    let first = 0;
    let weight = 0;
    let sum = 0;
    for (const [index, { call, bytes }] of group.entries()) {
      const own = weightOf(call);
      if (index > first && (weight + own > most || (size && sum + bytes > size.maxBytes))) {
        yield { calls: group.slice(first, index), bytes: sum };
        first = index;
        weight = 0;
        sum = 0;
      }
      weight += own;
      sum += bytes;
    }
    if (first < group.length) yield { calls: group.slice(first), bytes: sum };
  }

  #drop(lane: Lane<Call, Result>, count: number, failure: unknown): void {
    for (const { bytes, reject } of lane.waiting.splice(0, count)) {
      this.#bytesWaiting -= bytes;
      reject(failure);
    }
  }

  /** Returns why it failed as a whole. */
  async #send(chunk: Pending<Call, Result>[]): Promise<unknown> {
    try {
      const results = await this.#settings.run(chunk.map((pending) => pending.call));
      chunk.forEach((pending, index) => {
        const result = results[index];
        if (result === undefined) pending.reject(new Error('The batch script gave no answer to this call'));
        else if (result instanceof Error) pending.reject(result);
        else pending.resolve(result);
      });
    } catch (error) {
      for (const pending of chunk) pending.reject(error);
      return error;
    }
    return undefined;
  }
}

/** Bounds the bytes that the calls under way hold together. One call alone may hold more. */
export class HeldBytes {
  #bytes = 0;

  /** @throws Overloaded where they are too many, before any of the work is done. */
  async hold<Result>(bytes: number, work: () => Promise<Result>): Promise<Result> {
    if (this.#bytes > 0 && this.#bytes + bytes > batchLimits.bytesWaiting) throw new Overloaded();
    this.#bytes += bytes;
    try {
      return await work();
    } finally {
      this.#bytes -= bytes;
    }
  }
}

/** Reads what several ask for at the same time once, and gives it to each of them. */
export async function readOnce<Value>(
  names: readonly string[],
  read: (names: readonly string[]) => Promise<readonly Value[]>,
): Promise<readonly Value[]> {
  const places = new Map<string, number>();
  for (const name of names) if (!places.has(name)) places.set(name, places.size);
  if (places.size === names.length) return read(names);
  const values = await read([...places.keys()]);
  return names.map((name) => values[places.get(name) as number] as Value);
}

/** As `readOnce`, each by itself: what fails does so for those alone who asked for it. */
export function shared<Value>(names: readonly string[], read: (name: string) => Promise<Value>): Promise<Value>[] {
  const reads = new Map<string, Promise<Value>>();
  return names.map((name) => {
    const known = reads.get(name) ?? read(name);
    reads.set(name, known);
    return known;
  });
}
