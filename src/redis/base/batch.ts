// Collects the calls that are made within one tick of the event loop and sends them as one variadic script a slot.
// A request handler asks for one thing; Redis sees one round trip for all the handlers that asked at the same time.

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
  /** Where calls differ in their size: a script has at most `maxBytes` of them, or one call that has more. */
  readonly size?: { bytesOf(call: Call): number; readonly maxBytes: number };
  /**
   * For work that may come in any amount: at most this many scripts of a group are in Redis at once, so that others' questions
   * wait behind these few alone. What comes meanwhile waits here and travels together. Whoever adds bounds how much that is.
   */
  maxScripts?: number;
}

const scriptsAtOnce = 4;

interface Pending<Call, Result> {
  call: Call;
  resolve(result: Result | Promise<Result>): void;
  reject(error: unknown): void;
}

/** The calls of one group: those that wait to be sent, and how many scripts are under way. */
interface Lane<Call, Result> {
  waiting: Pending<Call, Result>[];
  running: number;
}

export class Batch<Call, Result> {
  readonly #settings: BatchSettings<Call, Result>;
  readonly #lanes = new Map<number, Lane<Call, Result>>();
  #fresh: Pending<Call, Result>[] = [];

  constructor(settings: BatchSettings<Call, Result>) {
    this.#settings = settings;
  }

  /** Adds a call to the current tick's batch; settles when the batch's answer is there. */
  add(call: Call): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#fresh.length === 0) setImmediate(() => this.#flush());
      this.#fresh.push({ call, resolve, reject });
    });
  }

  #flush(): void {
    const fresh = this.#fresh;
    this.#fresh = [];
    const groups = new Set<number>();
    for (const pending of fresh) {
      const group = this.#settings.group(pending.call);
      groups.add(group);
      const lane = this.#lanes.get(group);
      if (lane) lane.waiting.push(pending);
      else this.#lanes.set(group, { waiting: [pending], running: 0 });
    }
    for (const group of groups) this.#advance(group);
  }

  /** Sends of a group's calls what may be sent now. */
  #advance(group: number): void {
    const lane = this.#lanes.get(group) as Lane<Call, Result>;
    const { maxScripts = Number.POSITIVE_INFINITY } = this.#settings;
    let sent = 0;
    for (const chunk of this.#chunksOf(lane.waiting)) {
      if (lane.running >= maxScripts) break;
      lane.running += 1;
      sent += chunk.length;
      void this.#send(chunk).then(() => {
        lane.running -= 1;
        if (lane.waiting.length > 0) this.#advance(group);
        else if (lane.running === 0) this.#lanes.delete(group);
      });
    }
    lane.waiting = lane.waiting.slice(sent);
  }

  *#chunksOf(group: Pending<Call, Result>[]): Generator<Pending<Call, Result>[]> {
    const { maxCalls, minCalls = maxCalls, weightOf = () => 1, size } = this.#settings;
    const most = Math.min(maxCalls, Math.max(minCalls, Math.ceil(group.length / scriptsAtOnce)));
    let first = 0;
    let weight = 0;
    let bytes = 0;
    for (const [index, { call }] of group.entries()) {
      const own = weightOf(call);
      const long = size?.bytesOf(call) ?? 0;
      if (index > first && (weight + own > most || (size && bytes + long > size.maxBytes))) {
        yield group.slice(first, index);
        first = index;
        weight = 0;
        bytes = 0;
      }
      weight += own;
      bytes += long;
    }
    if (first < group.length) yield group.slice(first);
  }

  async #send(chunk: Pending<Call, Result>[]): Promise<void> {
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
