// What must hold of a queue, whatever its jobs went through.

import { jobKeys } from '../../../src/redis/job/keys.ts';
import { Contents } from '../contents.ts';
import type { World } from '../subject.ts';

const types = [
  [/^(meta|jobs|state|results|errors|progress|bad:why|schedules|schedules:last|schedules:job)$/, 'hash'],
  [/^(delayed|lease|done|dead|cancelled|bad|aside|schedules:due)$/, 'zset'],
  [/^(p:\d|aside:\d:.*|log:\d+)$/s, 'list'],
  [/^logged$/, 'set'],
  [/^events$/, 'stream'],
  [/^(idem|digest):/, 'string', 'expires'],
  [/^rate:\d+$/, 'hash', 'expires'],
] as const;

/** The set that a job of a letter is in. Those that wait are in lists. */
const setOf: Readonly<Record<string, string>> = {
  ...{ y: 'delayed', a: 'lease', q: 'lease', c: 'done', x: 'dead', k: 'cancelled', b: 'bad' },
};

export function brokenQueue(world: World, queue: string): Promise<readonly string[]> {
  return Contents.judge(world, jobKeys.queue(world.redis.prefix, queue), (found) => judge(world, queue, found));
}

async function judge({ stores }: World, queue: string, found: Contents): Promise<string[]> {
  if (found.names.length === 0) return [];
  const all = new Queue(found);
  const stats = await stores.jobs.queue(queue);
  const problems = [
    ...found.misplaced(types),
    ...all.misplacedJobs(),
    ...all.leftOver(),
    ...all.wrongCounts(),
    ...all.untold(),
    ...all.wrongSchedules(),
  ];
  const { quarantined: _quarantined, unknown: _unknown, ...counts } = stats?.counts ?? { quarantined: 0, unknown: 0 };
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (!stats) problems.push('is not among the queues');
  else if (total + found.list('bad').length !== all.jobs.size) problems.push('counts other jobs than it has');
  return problems.map((problem) => `${queue}: ${problem}`);
}

class Queue {
  readonly jobs: ReadonlyMap<string, string>;
  readonly #found: Contents;
  readonly #states: ReadonlyMap<string, string>;
  readonly #lists: readonly string[];

  constructor(found: Contents) {
    this.#found = found;
    this.jobs = found.hash('jobs');
    this.#states = found.hash('state');
    this.#lists = found.names.filter((name) => /^(p|aside):\d/.test(name));
  }

  #letter(id: string): string | undefined {
    return this.jobs.has(id) ? (this.#states.get(id)?.slice(0, 1) ?? 'w') : undefined;
  }

  /** Each job is in one set or list, that of its state. */
  misplacedJobs(): string[] {
    const problems: string[] = [];
    const waits = new Map<string, number>();
    for (const list of this.#lists)
      for (const id of this.#found.list(list)) if (this.#letter(id) === 'w') waits.set(id, (waits.get(id) ?? 0) + 1);
    for (const set of new Set(Object.values(setOf)))
      for (const [id, score] of this.#found.scores(set)) {
        const isBallast = set === 'lease' && score === Number.POSITIVE_INFINITY;
        if (!isBallast && setOf[this.#letter(id) ?? ''] !== set)
          problems.push(`${set} holds ${this.#letter(id)} ${id}`);
        if (!isBallast && !(score > 0 && score < 1e15)) problems.push(`${set} holds a job at ${score}`);
      }
    for (const id of this.jobs.keys()) {
      const letter = this.#letter(id) as string;
      const set = setOf[letter];
      if (letter === 'w' ? waits.get(id) !== 1 : !set || !this.#found.scores(set).has(id))
        problems.push(`a job is ${letter} and in no list, or in several`);
      const state = this.#states.get(id);
      if (state !== undefined && !/^\w\d+ \d+ \d+ \S+ \d+ \d+( \d+)?$/.test(state))
        problems.push(`a state is ${state}`);
      const due = letter === 'y' && Number(state?.split(' ')[4]);
      if (letter === 'y' && this.#found.scores('delayed').get(id) !== due) problems.push('a job is due at two times');
    }
    return problems;
  }

  /** What belongs to a job is gone with it. */
  leftOver(): string[] {
    const logs = this.#found.names.flatMap((name) => (name.startsWith('log:') ? [name.slice(4)] : []));
    const logged = this.#found.list('logged');
    const parts: [string, Iterable<string>][] = [
      ['state', this.#states.keys()],
      ...['results', 'errors', 'progress'].map(
        (part) => [part, this.#found.hash(part).keys()] as [string, Iterable<string>],
      ),
      ['logged', logged],
      ['log', logs],
    ];
    const gone = parts.flatMap(([part, ids]) =>
      [...ids].some((id) => !this.jobs.has(id)) ? [`${part} of a job that is gone`] : [],
    );
    const isSame = logs.length === logged.length && logs.every((id) => logged.includes(id));
    return isSame ? gone : [...gone, 'logs and the jobs that have one are not the same'];
  }

  wrongCounts(): string[] {
    const problems: string[] = [];
    const meta = this.#found.hash('meta');
    const same = (what: string, counted: number, there: number) => {
      if (counted !== there) problems.push(`${what}: ${counted} counted and ${there} there`);
    };
    const places = this.#lists.flatMap((list) => this.#found.list(list));
    same('stale', Number(meta.get('stale') ?? 0), places.filter((id) => this.#letter(id) !== 'w').length);
    const aside = this.#lists.filter((list) => list.startsWith('aside:')).flatMap((list) => this.#found.list(list));
    const names = [...this.#found.scores('aside').values()].reduce((sum, count) => sum + count, 0);
    same('aside', Number(meta.get('aside') ?? 0), aside.length);
    same('names of those', names, aside.length);
    const finished = [...this.#states.values()].filter((state) => /^[cxkb]/.test(state));
    const bytes = finished.reduce((sum, state) => sum + Number(state.split(' ')[5]), 0);
    same('bytes', Number(meta.get('bytes') ?? 0), bytes);
    return problems;
  }

  /** Each move of a job is an event, and these have no gap: the last one of each job tells its state. */
  untold(): string[] {
    const problems = new Set<string>();
    const told = new Map<string, string>();
    let next: number | undefined;
    for (const [, fields] of this.#found.stream('events')) {
      const first = Number(fields[1]);
      if (next !== undefined && first !== next) problems.add('events have a gap');
      next = first;
      for (const line of (fields[3] as string).split('\n')) {
        const [head = '', ...ids] = line.split(' ');
        for (const id of ids) told.set(id, head.slice(0, 1));
        next += ids.length;
      }
    }
    const count = Number(this.#found.hash('meta').get('events') ?? 0);
    if (next !== undefined && next !== count + 1) problems.add('events are not counted');
    for (const [id, letter] of told) {
      const is = this.#letter(id);
      if (is !== undefined && is !== letter && !(is === 'q' && letter === 'a'))
        problems.add(`a job is ${is}, and was told to be ${letter}`);
    }
    return [...problems];
  }

  wrongSchedules(): string[] {
    const known = this.#found.hash('schedules');
    const parts = ['schedules:due', 'schedules:last', 'schedules:job'];
    const of = (part: string) => [...this.#found.scores(part).keys(), ...this.#found.hash(part).keys()];
    return parts.flatMap((part) => (of(part).some((key) => !known.has(key)) ? [`${part} has one that is gone`] : []));
  }
}
