// Runs a subject's methods with hostile values among good ones, and says what was not as it must be: a call is refused with
// nothing changed or applied whole, the good ones of its tick are done, and the subject's data is sound.

import { inspect } from 'node:util';
import { providerPresets } from '../../src/redis/account/provider.ts';
import { isCluster, type RedisClient } from '../../src/redis/base/connect.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { Overloaded, Refusal } from '../../src/redis/base/problem.ts';
import type { ScriptArgument, ScriptCall } from '../../src/redis/base/scripts.ts';
import { createStores } from '../../src/redis/stores.ts';
import { plain, type Spoiling, spoilings, thrown } from './hostile.ts';
import { allScripts } from './scripts.ts';
import {
  callMethod,
  changedKeys,
  countWrites,
  type FuzzMethod,
  type FuzzSubject,
  methodsOf,
  snapshot,
  type World,
} from './subject.ts';
import { halfDone, watched } from './watched.ts';

const patienceMs = 20_000;
/** Keys and arguments of a call that is run again with each of them changed. */
const longCall = 30;

interface Outcome {
  readonly error?: Error;
  readonly answer?: unknown;
}

export interface FuzzResult {
  readonly calls: number;
  readonly refused: number;
  readonly faults: readonly string[];
}

type Evaluate = (body: string, keys: number, ...rest: ScriptArgument[]) => Promise<unknown>;

/**
 * A handle whose scripts are watched, and that remembers the shortest, the newest and a long call of each, also of those that are sent
 * past it.
 */
export class RecordingHandle extends RedisHandle {
  readonly shortest = new Map<string, ScriptCall>();
  readonly newest = new Map<string, ScriptCall>();
  /** The longest but for very long ones. */
  readonly longest = new Map<string, ScriptCall>();
  /** What is done around calls that are made, such as trying them first. */
  around: <Replies>(calls: readonly ScriptCall[], make: () => Promise<Replies>) => Promise<Replies> = (_calls, make) =>
    make();
  readonly #halfDone = new Set<string>();

  constructor(client: RedisClient, prefix: string) {
    super(client, prefix);
    const known = new Map(
      allScripts().flatMap((script) => [[script.sha, script] as const, [script.source, script] as const]),
    );
    for (const command of ['eval', 'evalsha'] as const) {
      const own = client[command].bind(client) as unknown as Evaluate;
      const recording: Evaluate = (body, keys, ...rest) => {
        const script = known.get(body);
        if (!script) return own(body, keys, ...rest).catch((error) => this.#failed(error));
        const call = { script, keys: rest.slice(0, keys).map(String), args: rest.slice(keys) };
        this.#remember(call);
        const { sha, source } = watched(script);
        const make = () => own(command === 'eval' ? source : sha, keys, ...rest);
        return this.around([call], make).catch((error) => this.#failed(error));
      };
      Object.assign(client, { [command]: recording });
    }
  }

  override async runAll(calls: readonly ScriptCall[]): Promise<unknown[]> {
    for (const call of calls) this.#remember(call);
    const make = () => super.runAll(calls.map((call) => ({ ...call, script: watched(call.script) })));
    const replies = await this.around(calls, make);
    for (const reply of replies) this.#note(reply);
    return replies;
  }

  /** What scripts did half since it was asked last. */
  takeHalfDone(): string[] {
    const found = [...this.#halfDone];
    this.#halfDone.clear();
    return found;
  }

  #note(reply: unknown): void {
    const fault = halfDone(reply);
    if (fault) this.#halfDone.add(fault);
  }

  #failed(error: unknown): never {
    this.#note(error);
    throw error;
  }

  #remember(call: ScriptCall): void {
    const { name } = call.script;
    const known = this.shortest.get(name);
    const lengthOf = ({ keys, args }: ScriptCall): number => keys.length + args.length;
    if (!known || lengthOf(call) < lengthOf(known)) this.shortest.set(name, call);
    this.newest.set(name, call);
    const most = this.longest.get(name);
    if (lengthOf(call) <= longCall && (!most || lengthOf(call) > lengthOf(most))) this.longest.set(name, call);
  }
}

const github = { ...providerPresets.github, id: 'github', clientId: 'a', secret: { kind: 'none' } } as const;

export function openWorld(redis: RecordingHandle): World & { readonly redis: RecordingHandle } {
  let last = 0;
  const stores = createStores(redis, {
    passwords: { memoryKiB: 64, iterations: 1 },
    mail: { available: true },
    factors: {
      secretKeys: ['a key that is long enough for a test'],
      passkeys: { rpId: 'localhost', origins: ['http://localhost:*'] },
    },
    providers: { providers: [github], redirectUrl: 'http://localhost/log-in/callback', pageUrl: '' },
  });
  return { redis, stores, next: () => (last += 1), halfDone: () => redis.takeHalfDone() };
}

/** What a cluster has in several slots. */
const ofOneServer = ['recommendation/picked'];

/** The scripts of a subject's rooms that none of its calls has run. */
export function unrun({ name, rooms = [name] }: FuzzSubject, handles: readonly RecordingHandle[]): string[] {
  return allScripts()
    .filter((script) => !(handles.some(({ client }) => isCluster(client)) && ofOneServer.includes(script.name)))
    .filter((script) => rooms.includes(script.name.split('/')[0] as string))
    .filter((script) => !handles.some(({ newest }) => newest.has(script.name)))
    .map((script) => `No generator runs the script ${script.name}`);
}

/** Calls of the scripts of a subject's rooms, as its methods made them. */
export function callsOf(
  { name, rooms = [name] }: FuzzSubject,
  { shortest, newest, longest }: RecordingHandle,
): ScriptCall[] {
  const calls = new Set([...shortest.values(), ...newest.values(), ...longest.values()]);
  return [...calls].filter(({ script }) => rooms.includes(script.name.split('/')[0] as string));
}

/** The methods that have no generator, and the generators that have no method. */
export function missing(subject: FuzzSubject, world: World): string[] {
  const known = new Set(Object.keys(subject.methods).map((name) => name.split('#')[0] as string));
  const there = new Set(
    Object.entries(subject.objects(world)).flatMap(([name, object]) =>
      methodsOf(object).map((method) => `${name}.${method}`),
    ),
  );
  return [
    ...[...there].filter((name) => !known.has(name)).map((name) => `${name} has no generator`),
    ...[...known].filter((name) => !there.has(name)).map((name) => `${name} is no method`),
  ];
}

export interface FuzzSettings {
  /** Told of each fault as it is found. */
  tell?(fault: string): void;
  /** Told how much of the run is done, from 0 to 1, and which method is called. */
  onProgress?(done: number, method: string): void;
  /** Only each so manieth hostile call is made. */
  readonly every?: number;
  /** A new world for one that is full; see `methodsOfWorld`. */
  renew?(): Promise<World>;
}

export async function fuzzSubject(
  subject: FuzzSubject,
  world: World,
  { tell = () => {}, onProgress = () => {}, every = 1, renew }: FuzzSettings = {},
): Promise<FuzzResult> {
  const run = new SubjectRun(subject, world, tell);
  await subject.prepare?.(world);
  const methods = Object.entries(subject.methods);
  let place = 0;
  for (const [index, [name, method]] of methods.entries()) {
    if (renew && index > 0 && index % (subject.methodsOfWorld ?? methods.length) === 0) {
      await subject.close?.(run.world);
      run.world = await renew();
      await subject.prepare?.(run.world);
    }
    await run.good(name, method);
    const all = [...spoilings(await method.good(run.world))];
    for (const [number, spoiling] of all.entries()) {
      onProgress((index + number / all.length) / methods.length, name);
      place += 1;
      if (place % every === 0) await run.hostile(name, method, spoiling);
    }
  }
  await subject.close?.(run.world);
  return { calls: run.calls, refused: run.refused, faults: [...run.faults] };
}

class SubjectRun {
  readonly faults = new Set<string>();
  calls = 0;
  refused = 0;
  world: World;
  readonly #subject: FuzzSubject;
  readonly #known = new Set<string>();
  readonly #tell: (fault: string) => void;

  constructor(subject: FuzzSubject, world: World, tell: (fault: string) => void) {
    this.#tell = tell;
    this.#subject = subject;
    this.world = world;
  }

  async good(name: string, method: FuzzMethod): Promise<void> {
    const args = plain(await method.good(this.world));
    const [outcome] = await this.#all([[name, args]]);
    await this.#isDone(name, method, 'good arguments', args, outcome as Outcome);
    await this.#check(name, 'good arguments');
    // What is done already is refused, or done again.
    const [again] = await this.#all([[name, args]]);
    if (again?.error) await this.#refusal(name, method, 'the same again', args, again.error);
    await this.#check(name, 'the same again');
  }

  async hostile(name: string, method: FuzzMethod, { what, isEndless, apply }: Spoiling): Promise<void> {
    const first = plain(await method.good(this.world));
    const args = apply(await method.good(this.world));
    const second = plain(await method.good(this.world));
    const [before, own, after] = await this.#all([
      [name, first],
      [name, args],
      [name, second],
    ]);
    this.calls += 1;
    await this.#isDone(name, method, what, first, before as Outcome);
    await this.#isDone(name, method, what, second, after as Outcome);
    if (own?.error) await this.#refusal(name, method, what, args, own.error);
    else if (isEndless && !method.endless) this.#fault(name, what, 'was not refused');
    await this.#check(name, what);
  }

  /** Whether a good call is done, whatever stood beside it. */
  async #isDone(name: string, method: FuzzMethod, what: string, args: readonly unknown[], outcome: Outcome) {
    if (outcome.error) return this.#fault(name, what, `hurt its neighbour: ${outcome.error}`);
    const undone = await method.done?.(this.world, args, outcome.answer);
    if (undone) this.#fault(name, what, `hurt its neighbour: ${undone}`);
  }

  /** Again by itself, to see that a refusal changes nothing. */
  async #refusal(
    name: string,
    method: FuzzMethod,
    what: string,
    args: readonly unknown[],
    error: Error,
  ): Promise<void> {
    this.refused += 1;
    const isRefusal =
      error instanceof Refusal ||
      error instanceof Overloaded ||
      error.message === thrown ||
      method.refusals?.test(error.name);
    if (!isRefusal) this.#fault(name, what, `threw ${error}`);
    const writes = await countWrites(this.world.redis);
    await this.#all([[name, args]]);
    if ((await countWrites(this.world.redis)) === writes) return;
    // Somebody has written: was it this call?
    const before = await snapshot(this.world.redis);
    const [again] = await this.#all([[name, args]]);
    if (!again?.error) return;
    const changed = changedKeys(before, await snapshot(this.world.redis)).filter(
      (key) => !method.mayChange?.test(key) && !this.#subject.beside?.test(key),
    );
    if (changed.length > 0) this.#fault(name, what, `was refused and changed ${changed.slice(0, 3).join(', ')}`);
  }

  async #check(name: string, what: string): Promise<void> {
    for (const problem of [...this.world.halfDone(), ...(await this.#subject.broken(this.world))]) {
      if (this.#known.has(problem)) continue;
      this.#known.add(problem);
      this.#fault(name, what, `broke the data: ${problem}`);
    }
  }

  /** All made within one tick. */
  async #all(calls: readonly (readonly [string, readonly unknown[]])[]): Promise<Outcome[]> {
    const hangs = setTimeout(() => {
      throw new Error(
        `A call hangs: ${calls.map(([name, args]) => `${name} ${inspect(args).slice(0, 300)}`).join(' ')}`,
      );
    }, patienceMs);
    const outcomes = await Promise.allSettled(
      calls.map(([name, args]) => callMethod(this.#subject, this.world, name, args)),
    );
    clearTimeout(hangs);
    return outcomes.map((outcome) =>
      outcome.status === 'rejected' ? { error: toError(outcome.reason) } : { answer: outcome.value },
    );
  }

  #fault(name: string, what: string, text: string): void {
    const fault = `${name}(${what}) ${text}`.slice(0, 400);
    if (!this.faults.has(fault)) this.#tell(fault);
    this.faults.add(fault);
  }
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
