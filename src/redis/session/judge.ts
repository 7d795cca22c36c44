// Judges tokens: all of a tick in one script a shard. Most tokens come again and again, with each request of a page; of
// those the script is only asked whether anything has changed since it judged them.

import { Batch } from '../base/batch.ts';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import type { DomainEventOutboxes } from '../domain-event/domain-event.ts';
import { ActiveSession } from './active.ts';
import { sessionChanges } from './changes.ts';
import type { SessionClient } from './client.ts';
import type { SecurityListener } from './event.ts';
import { sessionKeys } from './keys.ts';
import { type Remembered, SessionMemory, type SessionShard } from './memory.ts';
import { type ClientTexts, expiry, isLive, judgedBefore, lastUse, opensPlainly } from './pass.ts';
import { lifetimeTexts, type SessionSettings } from './settings.ts';
import { parseToken, sessionId, type Token, userIdOf } from './token.ts';

const script = loadScript('session/validate');

/** A tick's tokens are dealt out so that Redis judges some while the next are being written. */
const perScript = { minCalls: 32, maxCalls: 64, weightOfRemembered: 1 / 16 } as const;

/** A token to be judged by its pass and access. */
interface Question {
  readonly kind: 'question';
  readonly shard: SessionShard;
  readonly token: Token;
  /** Null where it was judged before. */
  readonly hash: string | null;
  /** As the pass holds it; null where nothing is known of it. */
  readonly client: string | null;
  /** u: it is used, l: only looked at, c: used, and all of it is to be judged by Redis. */
  readonly how: 'u' | 'l' | 'c';
  /** What to remember the answer by. */
  readonly given?: { readonly text: string; readonly client: SessionClient | undefined };
}

type Call = Question | Remembered;
/** Null for a token that opens nothing. */
type Verdict = ActiveSession | null;

interface JudgeParts {
  readonly clients: ClientTexts;
  readonly outboxes: DomainEventOutboxes;
  readonly report: SecurityListener;
}

export class SessionJudge {
  readonly #redis: RedisHandle;
  readonly #settings: SessionSettings;
  readonly #clients: ClientTexts;
  readonly #report: SecurityListener;
  readonly #outboxes: DomainEventOutboxes;
  readonly #memory: SessionMemory;
  readonly #batch: Batch<Call, Verdict>;
  readonly #idle: string;

  constructor(redis: RedisHandle, settings: SessionSettings, { clients, outboxes, report }: JudgeParts) {
    this.#redis = redis;
    this.#settings = settings;
    this.#clients = clients;
    this.#report = report;
    this.#outboxes = outboxes;
    this.#idle = lifetimeTexts(settings).idle;
    this.#memory = new SessionMemory(redis);
    this.#batch = new Batch({
      group: ({ shard }) => shard.group,
      run: (calls) => this.#run(calls),
      minCalls: perScript.minCalls,
      maxCalls: perScript.maxCalls,
      weightOf: ({ kind }) => (kind === 'remembered' ? perScript.weightOfRemembered : 1),
    });
  }

  /** Judges a token as a client sent it, and prolongs its session's life. */
  judgeToken(text: string, client: SessionClient | undefined): Promise<Verdict> {
    const remembered = this.#memory.find(text);
    if (remembered && this.#isFrom(remembered, client)) return this.#batch.add(remembered);
    const token = parseToken(text);
    if (!token) return Promise.resolve(null);
    return this.#ask(token, { hash: token.hash, client: this.#textOf(client), how: 'u', given: { text, client } });
  }

  /** Judges a token again whose secret was judged before. */
  judgeAgain(token: Token, how: 'u' | 'l', client?: SessionClient): Promise<Verdict> {
    return this.#ask(token, { hash: null, client: this.#textOf(client), how });
  }

  #ask(token: Token, question: Omit<Question, 'kind' | 'shard' | 'token'>): Promise<Verdict> {
    return this.#batch.add({ kind: 'question', shard: this.#memory.shardOf(token.owner), token, ...question });
  }

  #textOf(client: SessionClient | undefined): string | null {
    return client ? this.#clients.of(client) : null;
  }

  #isFrom({ client: known, pass }: Remembered, client: SessionClient | undefined): boolean {
    if (!client) return true;
    if (known?.userAgent === client.userAgent && known.ipAddress === client.ipAddress) return true;
    return opensPlainly(pass, null, this.#clients.of(client));
  }

  async #run(calls: readonly Call[]): Promise<readonly (Verdict | Promise<Verdict>)[]> {
    const shards = [...new Set(calls.map(({ shard }) => shard))];
    const keys = shards.map(({ versionKey }) => versionKey);
    const { touchMs, graceMs, suddenMs } = this.#settings;
    const kept = await sessionChanges(this.#outboxes);
    const args: (string | number)[] = [kept, this.#idle, touchMs, graceMs, suddenMs];
    const knownVersions = shards.map(({ version }) => version);
    args.push(sessionKeys.ended(this.#redis.channelPrefix), shards.length, knownVersions.join(''));
    for (const call of calls) {
      if (call.kind === 'remembered') continue;
      const { owner, name } = call.token;
      keys.push(sessionKeys.pass(this.#redis, owner, name), sessionKeys.access(this.#redis, owner));
      args.push(call.how + (call.hash ?? judgedBefore) + (call.client ?? ''));
    }
    const lines = ((await this.#redis.run(script, keys, args)) as string).split('\n');
    const now = Number(lines[0]);
    // Where another answer overtook this one, as when a slot moves, what is remembered now is no newer than this one.
    for (const [place, shard] of shards.entries()) shard.version = knownVersions[place] as string;
    this.#learn(shards, lines[1] as string);
    let line = 2;
    return calls.map((call) => {
      if (call.kind === 'remembered') return this.#recall(call, now);
      line += 2;
      return this.#read(call, lines[line - 2] as string, lines[line - 1] as string, now);
    });
  }

  /** What is remembered of those that have changed is let go before anything is answered by it. */
  #learn(shards: readonly SessionShard[], changes: string): void {
    for (const change of changes.split(' ')) {
      const [place, version, owners] = change.split(':');
      if (version === undefined || owners === undefined) continue;
      this.#memory.update(
        shards[Number(place) - 1] as SessionShard,
        version,
        owners === '*' ? 'any' : owners.split(','),
      );
    }
  }

  #recall(remembered: Remembered, now: number): Verdict | Promise<Verdict> {
    const { token, pass, access, client, text } = remembered;
    if (remembered.valid && now < remembered.dueMs)
      return new ActiveSession(token, pass, access, now, this.#settings.strongRoles);
    return this.#ask(token, { hash: token.hash, client: this.#textOf(client), how: 'u', given: { text, client } });
  }

  #read(question: Question, line: string, access: string, now: number): Verdict | Promise<Verdict> {
    const { token, hash, client, how } = question;
    if (line === '') return null;
    if (line === 'REUSED') {
      this.#report({ kind: 'token_reused', userId: userIdOf(token.owner), sessionId: sessionId(token) });
      return null;
    }
    const sign = line[0];
    const judged = sign === '=' || sign === '!';
    const pass = judged ? line.slice(1) : line;
    const plain = opensPlainly(pass, hash, client);
    if (!judged) {
      if (!isLive(pass, access, now)) return null;
      if (!plain) return this.#batch.add({ ...question, how: 'c' });
    }
    const session = new ActiveSession(token, pass, access, now, this.#settings.strongRoles);
    if (sign === '!')
      this.#report({
        kind: 'session_flagged',
        userId: session.userId,
        sessionId: session.id,
        reason: session.flagged ?? '',
      });
    if (plain && how !== 'l') this.#remember(question, pass, access, now);
    return session;
  }

  #remember({ token, given }: Question, pass: string, access: string, now: number): void {
    const dueMs = Math.min(lastUse(pass) + this.#settings.touchMs, expiry(pass));
    if (!given || dueMs <= now) return;
    this.#memory.remember(given.text, { token, pass, access, client: given.client, dueMs }, now);
  }
}
