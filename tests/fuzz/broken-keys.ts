// Runs each script as it is called, on data that somebody else has broken: in turn each key that it meets holds something of another
// type, or a part of it is nonsense. It may say no or throw with nothing changed, or do all of its work with the broken key set aside.

import { isCluster } from '../../src/redis/base/connect.ts';
import type { RedisHandle } from '../../src/redis/base/handle.ts';
import type { ScriptCall } from '../../src/redis/base/scripts.ts';
import { plain } from './hostile.ts';
import type { RecordingHandle } from './run.ts';
import { changedIn, Slot, type SlotState, tagOf } from './slot-state.ts';
import { callMethod, type FuzzSubject, type World } from './subject.ts';
import { halfDone, touched, watched } from './watched.ts';

/** A way to break a key, and the type that it has then; no type where it holds what it should, but nonsense. */
interface Breakage {
  readonly what: string;
  readonly type?: string;
  readonly commands: Commands;
}

type Commands = readonly (readonly [command: string, ...rest: (string | number)[]])[];

/** Fields of one hash that are spoiled in turn. */
const fields = 24;
const nonsense = ['x', '', '-1'] as const;

/** Calls each method of a subject once, and tries each script that is run then: once for each method, and once among what comes before. */
export async function breakKeys(
  subject: FuzzSubject,
  world: World & { readonly redis: RecordingHandle },
): Promise<{ readonly trials: number; readonly faults: readonly string[] }> {
  const keys = new BrokenKeys(world.redis);
  world.redis.around = keys.around;
  await subject.prepare?.(world);
  for (const [name, method] of Object.entries(subject.methods)) {
    keys.method = 'what comes before';
    const good = async () => method.good(world);
    // What is half made ends by itself, which the trials of its scripts may outlast. They are made once only.
    const args = plain(await good().catch(good));
    keys.method = name;
    // It may find Redis slow, so long as its scripts are tried.
    await Promise.resolve(callMethod(subject, world, name, args)).catch(() => {});
  }
  await subject.close?.(world);
  world.redis.around = (_calls, make) => make();
  return { trials: keys.trials, faults: [...keys.faults] };
}

export class BrokenKeys {
  readonly faults = new Set<string>();
  trials = 0;
  /** Of which method the calls are. */
  method = 'what comes before';
  readonly #redis: RedisHandle;
  readonly #tried = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** Tries calls before they are made, and leaves the data to them as it was. */
  readonly around: RecordingHandle['around'] = (calls, make) => {
    const made = this.#last.then(async () => {
      for (const call of calls) {
        const name = `${call.script.name} of ${this.method}`;
        if (!this.#tried.has(name))
          await this.#try(name, call).catch((error) => this.faults.add(`${name} could not be tried: ${error}`));
        this.#tried.add(name);
      }
      return make();
    });
    this.#last = made.catch(() => {});
    return made;
  };

  async #try(name: string, call: ScriptCall): Promise<void> {
    const [first] = call.keys;
    if (first === undefined) return;
    const { slot, start: before } = await Slot.open(this.#redis, first);
    const touching = evalOf(touched(call.script, this.#redis.prefix), call);
    const { reply: met, after: usual } = await slot.attempt(before, [], touching);
    const keys = [...new Set([...call.keys, ...(met instanceof Error ? [] : (met as string[]))])];
    await slot.restore(before);
    const others = keys.filter((key) => tagOf(key) !== tagOf(first));
    // A script of a cluster may name keys of other slots, but never reads them.
    const isOneServer = !isCluster(this.#redis.client);
    const start = isOneServer && others.length > 0 ? await slot.widen(others) : before;
    for (const key of isOneServer ? keys : keys.filter((each) => !others.includes(each))) {
      const kind = `${name} ${kindOf(key)}`;
      if (key.includes(':foreign') || this.#tried.has(kind)) continue;
      this.#tried.add(kind);
      const type = (start.get(key) ?? usual.get(key))?.type;
      for (const [what, fault] of await this.#breakKey({ call, slot, start }, key, type))
        this.faults.add(`${name}: ${key.slice(this.#redis.prefix.length)} ${what}: ${fault}`.slice(0, 500));
    }
    await slot.restore(start);
  }

  async #breakKey(trial: Trial, key: string, type: string | undefined): Promise<[string, string][]> {
    const faults: [string, string][] = [];
    const { reply } = await attempt(trial, [['del', key]]);
    const gone = halfDone(reply);
    // It may have cleared up after what is gone, and say that it was.
    if (gone && !/ answers [A-Z_]+$/.test(gone)) faults.push(['is gone', gone]);
    // What is spoiled is what lies there, not what the script has left behind.
    await trial.slot.restore(trial.start);
    for (const { what, type: broken, commands } of [...foreignTypes(key), ...(await this.#spoiled(key, trial.start))]) {
      this.trials += 1;
      const { reply, before, after } = await attempt(trial, commands);
      const half = halfDone(reply);
      const changed = changedIn(before, after).length > 0;
      if (half) faults.push([what, half]);
      else if (reply instanceof Error) {
        if (changed)
          faults.push([what, `threw ${reply.message.slice(0, 99)} and changed ${changedIn(before, after)[0]}`]);
      } else if (changed && broken !== undefined && type !== undefined && broken !== type) {
        const undone = await undoneOf(trial, key, commands);
        if (undone) faults.push([what, undone]);
      }
    }
    return faults;
  }

  async #spoiled(key: string, start: SlotState): Promise<Breakage[]> {
    const stored = start.get(key);
    if (!stored) return [];
    const { client } = this.#redis;
    if (stored.type === 'string') return nonsense.map((text) => part(text, ['set', key, text, 'keepttl']));
    if (stored.type === 'list')
      return [0, -1].flatMap((at) => nonsense.map((text) => part(`[${at}] ${text}`, ['lset', key, at, text])));
    if (stored.type === 'set') return [part('one more', ['sadd', key, 'x', ''])];
    if (stored.type === 'stream') return [part('one more', ['xadd', key, '*', 'x', 'y'])];
    if (stored.type === 'zset') {
      const members = [...(await client.zrange(key, '0', '0')), ...(await client.zrange(key, '-1', '-1')), 'x'];
      const scores = ['inf', '-inf', '-1', '1e300'];
      return [
        ...members.flatMap((one) => scores.map((score) => part(`${one} at ${score}`, ['zadd', key, score, one]))),
        part('an empty one', ['zadd', key, 1, '']),
      ];
    }
    const names = (await client.hkeys(key)).slice(0, fields);
    return names.flatMap((name) => [
      ...nonsense.map((text) => part(`${name} = ${JSON.stringify(text)}`, ['hset', key, name, text])),
      part(`${name} is gone`, ['hdel', key, name]),
    ]);
  }
}

/** A call, and the data that it is tried on. */
interface Trial {
  readonly call: ScriptCall;
  readonly slot: Slot;
  readonly start: SlotState;
}

/** Runs a call on the data as it was, after some commands. */
function attempt({ call, slot, start }: Trial, commands: Commands) {
  return slot.attempt(start, commands, evalOf(watched(call.script).source, call));
}

/** What is not as it is where the key is not there at all; twice, since a lease may run out in between. */
async function undoneOf(trial: Trial, key: string, commands: Commands): Promise<string | null> {
  let found: string | null = null;
  for (let turn = 0; turn < 2; turn += 1) {
    const wanted = await attempt(trial, [['del', key]]);
    if (wanted.reply instanceof Error) return null;
    found = undone(key, wanted.after, (await attempt(trial, commands)).after);
    if (!found) return null;
  }
  return found;
}

function evalOf(source: string, { keys, args }: ScriptCall): readonly [string, ...(string | number | Buffer)[]] {
  return ['eval', source, keys.length, ...keys, ...args];
}

function part(what: string, command: Commands[number]): Breakage {
  return { what, commands: [command] };
}

function foreignTypes(key: string): Breakage[] {
  return [
    {
      what: 'is a text',
      type: 'string',
      commands: [
        ['del', key],
        ['set', key, 'foreign'],
      ],
    },
    {
      what: 'is a list',
      type: 'list',
      commands: [
        ['del', key],
        ['rpush', key, 'foreign'],
      ],
    },
    {
      what: 'is a hash',
      type: 'hash',
      commands: [
        ['del', key],
        ['hset', key, 'foreign', 'foreign'],
      ],
    },
  ];
}

/** Keys of one kind differ in names and numbers alone. */
function kindOf(key: string): string {
  return key
    .replace(/\{[^}]*\}/, '')
    .replace(/\d+/g, 'N')
    .replace(/([:-])[\w-]{20,}/g, '$1ID');
}

/** What is not as it is where the key was not there at all. */
function undone(key: string, wanted: SlotState, after: SlotState): string | null {
  for (const [name, { type, size, expiresAtMs }] of wanted) {
    const is = after.get(name);
    // It may have run out meanwhile.
    if (!is && expiresAtMs >= 0 && expiresAtMs < Date.now() + 1_000) continue;
    if (is?.type !== type || is.size !== size)
      return `${name} is ${shown(is)}, and without the broken key ${shown({ type, size })}`;
  }
  const more = [...after.keys()].find((name) => !wanted.has(name) && name !== key && !name.includes(':foreign'));
  return more === undefined ? null : `${more} is there, and without the broken key is not`;
}

function shown(stored: { type: string; size: number } | undefined): string {
  return stored ? `a ${stored.type} of ${stored.size}` : 'gone';
}
