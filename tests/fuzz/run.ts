// Runs a subject's methods with hostile values among good ones, and says what was not as it must be: a call is refused with
// nothing changed or applied whole, the good ones of its tick are done, and the subject's data is sound.

import { inspect } from 'node:util';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { Overloaded, Refusal } from '../../src/redis/base/problem.ts';
import type { Script, ScriptArgument, ScriptCall } from '../../src/redis/base/scripts.ts';
import { createStores } from '../../src/redis/stores.ts';
import { plain, type Spoiling, spoilings } from './hostile.ts';
import { changedKeys, type FuzzMethod, type FuzzSubject, methodsOf, snapshot, type World } from './subject.ts';

const patienceMs = 20_000;

export interface FuzzResult {
  readonly calls: number;
  readonly refused: number;
  readonly faults: readonly string[];
}

/** A handle that remembers the shortest call of each script. */
export class RecordingHandle extends RedisHandle {
  readonly scripts = new Map<string, ScriptCall>();

  override run(script: Script, keys: readonly string[], args: readonly ScriptArgument[]): Promise<unknown> {
    this.#remember({ script, keys, args });
    return super.run(script, keys, args);
  }

  override runAll(calls: readonly ScriptCall[]): Promise<unknown[]> {
    for (const call of calls) this.#remember(call);
    return super.runAll(calls);
  }

  #remember(call: ScriptCall): void {
    const known = this.scripts.get(call.script.name);
    const lengthOf = ({ keys, args }: ScriptCall): number => keys.length + args.length;
    if (!known || lengthOf(call) < lengthOf(known)) this.scripts.set(call.script.name, call);
  }
}

export function openWorld(redis: RedisHandle): World {
  let last = 0;
  const stores = createStores(redis, { passwords: { memoryKiB: 64, iterations: 1 } });
  return { redis, stores, next: () => (last += 1) };
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

/**
 * @param tell told of each fault as it is found
 * @param every only each so manieth hostile call is made
 */
export async function fuzzSubject(
  subject: FuzzSubject,
  world: World,
  tell: (fault: string) => void,
  { every = 1, first = 0 }: { every?: number; first?: number } = {},
): Promise<FuzzResult> {
  const run = new SubjectRun(subject, world, tell);
  await subject.prepare?.(world);
  let place = first;
  for (const [name, method] of Object.entries(subject.methods)) {
    await run.good(name, method);
    for (const spoiling of spoilings(await method.good(world))) {
      place += 1;
      if (place % every === 0) await run.hostile(name, method, spoiling);
    }
  }
  await subject.close?.(world);
  return { calls: run.calls, refused: run.refused, faults: [...run.faults] };
}

class SubjectRun {
  readonly faults = new Set<string>();
  calls = 0;
  refused = 0;
  readonly #subject: FuzzSubject;
  readonly #world: World;
  readonly #known = new Set<string>();
  readonly #tell: (fault: string) => void;

  constructor(subject: FuzzSubject, world: World, tell: (fault: string) => void) {
    this.#tell = tell;
    this.#subject = subject;
    this.#world = world;
  }

  async good(name: string, method: FuzzMethod): Promise<void> {
    const [error] = await this.#all([[name, method, plain(await method.good(this.#world))]]);
    if (error) this.#fault(name, 'good arguments', `failed: ${error}`);
    await this.#check(name, 'good arguments');
  }

  async hostile(name: string, method: FuzzMethod, { what, apply }: Spoiling): Promise<void> {
    const first = plain(await method.good(this.#world));
    const args = apply(await method.good(this.#world));
    const second = plain(await method.good(this.#world));
    const [before, error, after] = await this.#all([
      [name, method, first],
      [name, method, args],
      [name, method, second],
    ]);
    this.calls += 1;
    if (before || after) this.#fault(name, what, `its neighbour failed: ${before ?? after}`);
    if (error) await this.#refusal(name, method, what, args, error);
    await this.#check(name, what);
  }

  /** Once more by itself, to see that a refusal changes nothing. */
  async #refusal(
    name: string,
    method: FuzzMethod,
    what: string,
    args: readonly unknown[],
    error: Error,
  ): Promise<void> {
    this.refused += 1;
    const isRefusal = error instanceof Refusal || error instanceof Overloaded || method.refusals?.test(error.name);
    if (!isRefusal) this.#fault(name, what, `threw ${error}`);
    const before = await snapshot(this.#world.redis);
    const [again] = await this.#all([[name, method, args]]);
    if (!again) return;
    const changed = changedKeys(before, await snapshot(this.#world.redis)).filter(
      (key) => !method.mayChange?.test(key),
    );
    if (changed.length > 0) this.#fault(name, what, `was refused and changed ${changed.slice(0, 3).join(', ')}`);
  }

  async #check(name: string, what: string): Promise<void> {
    for (const problem of await this.#subject.broken(this.#world)) {
      if (this.#known.has(problem)) continue;
      this.#known.add(problem);
      this.#fault(name, what, `broke the data: ${problem}`);
    }
  }

  /** The error of each call, all of them made within one tick. */
  async #all(calls: readonly (readonly [string, FuzzMethod, readonly unknown[]])[]): Promise<(Error | undefined)[]> {
    const objects = this.#subject.objects(this.#world);
    const hangs = setTimeout(() => {
      throw new Error(
        `A call hangs: ${calls.map(([name, , args]) => `${name} ${inspect(args).slice(0, 300)}`).join(' ')}`,
      );
    }, patienceMs);
    const outcomes = await Promise.allSettled(
      calls.map(async ([name, method, args]) => {
        if (method.call) return method.call(this.#world, args);
        const [object, member] = (name.split('#')[0] as string).split('.') as [string, string];
        const target = objects[object] as Record<string, (...args: readonly unknown[]) => unknown>;
        return target[member]?.(...args);
      }),
    );
    clearTimeout(hangs);
    return outcomes.map((outcome) => (outcome.status === 'rejected' ? toError(outcome.reason) : undefined));
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
