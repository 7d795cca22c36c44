// Random sequences against a model: whatever happens in whatever order, a token opens its session exactly as long as it
// should. Time passes by moving the sessions' times into the past.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Accounts } from '../../src/redis/account/account.ts';
import type { ActiveSession } from '../../src/redis/session/active.ts';
import { sessionKeys } from '../../src/redis/session/keys.ts';
import type { Role } from '../../src/redis/session/role.ts';
import { Sessions } from '../../src/redis/session/session.ts';
import { sessionDefaults } from '../../src/redis/session/settings.ts';
import { userOwner } from '../../src/redis/session/token.ts';
import { newUser } from '../support/account.ts';
import { openTestRedis } from '../support/redis.ts';
import { letTimePass } from '../support/session-clock.ts';

const redis = await openTestRedis();
const { idleMs, absoluteMs, graceMs, touchMs } = sessionDefaults;
const maxPerUser = 4;
/** Two processes, which remember different things and know nothing of each other but through Redis. */
const processes = [new Sessions(redis, { maxPerUser }), new Sessions(redis, { maxPerUser })] as const;
const accounts = new Accounts(redis);
const client = { ipAddress: '203.0.113.7', userAgent: 'curl/8.9' };

/** What passes for real between two steps; no step of time is so near to a limit. */
const slackMs = 3_000;

interface ModelToken {
  readonly text: string;
  /** Null while it is the present one. */
  replacedAt: number | null;
}

interface ModelSession {
  readonly live: ActiveSession;
  current: ActiveSession;
  readonly tokens: ModelToken[];
  readonly absoluteEnd: number;
  lastTouch: number;
  over: boolean;
}

type Step =
  | { do: 'start' }
  | { do: 'endAll' }
  | { do: 'race' }
  | { do: 'promote' }
  | { do: 'use' | 'rotate' | 'end' | 'keepOnly' | 'forge' | 'supersede'; session: number }
  | { do: 'useOld'; session: number; token: number }
  | { do: 'wait'; ms: number };

const session = fc.nat({ max: 7 });
const process = fc.nat({ max: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('start' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('endAll' as const, 'race' as const) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'use' as const,
        'use' as const,
        'rotate' as const,
        'end' as const,
        'keepOnly' as const,
        'forge' as const,
        'supersede' as const,
      ),
      session,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('useOld' as const), session, token: fc.nat({ max: 2 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(10_000, graceMs + slackMs, touchMs + slackMs, 20 * 60_000, idleMs + slackMs, absoluteMs / 2),
    }),
  },
);

class World {
  readonly userId: string;
  readonly all: ModelSession[] = [];
  roles: readonly Role[] = ['CUSTOMER'];
  now = 0;
  /** The process that the step comes to. */
  #process = 0;

  get sessions(): Sessions {
    return processes[this.#process] as Sessions;
  }

  constructor(userId: string) {
    this.userId = userId;
  }

  isLive(one: ModelSession): boolean {
    return !one.over && this.now < Math.min(one.lastTouch + idleMs, one.absoluteEnd, this.supersededUntil(one));
  }

  readonly #superseded = new Map<ModelSession, number>();
  supersededUntil(one: ModelSession): number {
    return this.#superseded.get(one) ?? Number.POSITIVE_INFINITY;
  }

  pick(index: number): ModelSession | undefined {
    return this.all.length === 0 ? undefined : this.all[index % this.all.length];
  }

  async start(): Promise<void> {
    const issued = await this.sessions.start({ userId: this.userId, transport: 'COOKIE', client });
    if (!issued) throw new Error('the session was refused');
    this.all.push({
      live: issued.session,
      current: issued.session,
      tokens: [{ text: issued.token, replacedAt: null }],
      absoluteEnd: this.now + absoluteMs,
      lastTouch: this.now,
      over: false,
    });
    // The least recently used go: which of those used in the same moment is not the model's to say.
    const live = this.all.filter((one) => this.isLive(one));
    if (live.length > maxPerUser) {
      for (const one of live) one.over = (await this.sessions.find(one.live.id)) === null;
      expect(live.filter((one) => !one.over)).toHaveLength(maxPerUser);
      expect(live.at(-1)?.over).toBe(false);
    }
  }

  async use(one: ModelSession, token: ModelToken): Promise<void> {
    const answer = await this.sessions.validate(token.text, client);
    const wasLive = this.isLive(one);
    const inGrace = token.replacedAt === null || this.now - token.replacedAt < graceMs;
    expect(answer?.id ?? null, `a token ${wasLive ? 'of a live session' : 'of a session that is over'}`).toBe(
      wasLive && inGrace ? one.live.id : null,
    );
    if (answer) expect(answer.roles).toEqual(this.roles);
    if (wasLive && !inGrace) one.over = true;
    if (answer && this.now - one.lastTouch >= touchMs) one.lastTouch = this.now;
  }

  async rotate(one: ModelSession): Promise<void> {
    const answer = await this.sessions.rotate(one.current, client, false);
    if (!this.isLive(one)) return expect(answer).toBeNull();
    if (answer === null || answer === 'replaced') throw new Error(`a live session was not rotated: ${answer}`);
    for (const token of one.tokens) token.replacedAt ??= this.now;
    one.tokens.push({ text: answer.token, replacedAt: null });
    one.current = answer.session;
    one.lastTouch = this.now;
  }

  async end(one: ModelSession): Promise<void> {
    expect(await this.sessions.end(one.live.id, 'REVOKED')).toBe(this.isLive(one));
    one.over = true;
  }

  async supersede(one: ModelSession): Promise<void> {
    expect(await this.sessions.supersede(one.live.id)).toBe(this.isLive(one));
    this.#superseded.set(one, Math.min(this.supersededUntil(one), this.now + graceMs));
  }

  async keepOnly(one: ModelSession): Promise<void> {
    const others = this.all.filter((other) => other !== one && this.isLive(other));
    expect(await this.sessions.endOthers(one.live.id, 'REVOKED')).toBe(others.length);
    for (const other of others) other.over = true;
  }

  async endAll(): Promise<void> {
    expect(await this.sessions.endAll(this.userId, 'REVOKED')).toBe(this.all.filter((one) => this.isLive(one)).length);
    for (const one of this.all) one.over = true;
  }

  /** Requests in flight while the session is ended: however they fare, it stays ended. */
  async race(): Promise<void> {
    const one = this.all.at(-1);
    const token = one?.tokens.at(-1);
    if (!one || !token) return;
    await Promise.all([
      this.sessions.validate(token.text, client),
      processes[0].end(one.live.id, 'REVOKED'),
      this.sessions.validate(token.text, client),
      this.sessions.rotate(one.current, client, true),
    ]);
    one.over = true;
  }

  async promote(): Promise<void> {
    this.roles = this.roles.length === 1 ? ['CUSTOMER', 'ADMIN'] : ['CUSTOMER'];
    await accounts.setRoles(this.userId, this.roles);
  }

  async wait(ms: number): Promise<void> {
    await letTimePass(
      redis,
      this.all.map((one) => one.live.id),
      ms,
    );
    this.now += ms;
  }

  async run(step: Step, process: number): Promise<void> {
    this.#process = process;
    if (step.do === 'promote') return this.promote();
    if (step.do === 'start') return this.start();
    if (step.do === 'endAll') return this.endAll();
    if (step.do === 'race') return this.race();
    if (step.do === 'wait') return this.wait(step.ms);
    const one = this.pick(step.session);
    if (!one) return undefined;
    const current = one.tokens.at(-1) as ModelToken;
    if (step.do === 'use') return this.use(one, current);
    if (step.do === 'forge') {
      expect(await this.sessions.validate(`${current.text.slice(0, -4)}AAAA`, client)).toBeNull();
      return undefined;
    }
    // Older ones than the three before are no longer known for what they were.
    if (step.do === 'useOld') return this.use(one, one.tokens.slice(-4)[step.token] ?? current);
    return this[step.do](one);
  }
}

describe('sessions against a model', () => {
  it('accept no revoked or expired token and refuse no live one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(step, process), { minLength: 5, maxLength: 40 }), async (steps) => {
        const world = new World(await newUser(redis));
        for (const each of steps) await world.run(...each);
        for (const one of world.all)
          for (const each of [0, 1]) await world.run({ do: 'use', session: world.all.indexOf(one) }, each);
        const indexed = await redis.client.zcard(sessionKeys.index(redis, userOwner(world.userId)));
        expect(indexed).toBeLessThanOrEqual(maxPerUser);
      }),
      { numRuns: 300 },
    );
  });
});
