// How much open subscriptions may watch: bounded per socket, session, address and process, and charged to the address as they begin.

import type { GraphQLError } from 'graphql';
import { addressKey } from '../../redis/rate-limit/address-key.ts';
import type { Context } from '../../resolvers/base/context.ts';
import { apiError } from '../../resolvers/base/errors.ts';
import { AddressBuckets } from '../guard/address-buckets.ts';
import { type LiveBounds, serverLimits } from '../limits.ts';

type Caller = Pick<Context, 'session' | 'client'>;

type Of = 'socket' | 'session' | 'address' | 'process';

interface Bound {
  readonly of: Of;
  readonly key: unknown;
  readonly most: number;
}

const words: Readonly<Record<Of, string>> = {
  socket: 'this connection',
  session: 'your session',
  address: 'your address',
  process: 'this process',
};

export class LivePlaces {
  readonly #bounds: LiveBounds;
  readonly #isExempt: (address: string) => boolean;
  readonly #taken = { socket: new Map(), session: new Map(), address: new Map(), process: new Map() } as Readonly<
    Record<Of, Map<unknown, number>>
  >;
  readonly #pace: AddressBuckets;

  constructor(bounds: LiveBounds, isExempt: (address: string) => boolean) {
    this.#bounds = bounds;
    this.#isExempt = isExempt;
    this.#pace = new AddressBuckets({ ...serverLimits.subscribing, isExempt });
  }

  /** Why a caller may not watch so much more; undefined where it may. */
  refusal(caller: Caller, weight: number): GraphQLError | undefined {
    const full = this.#boundsOf(caller).find(({ of, key, most }) => this.#countOf(of, key) + weight > most);
    return full && refusalOf(full, weight);
  }

  /** Takes the places of a subscription. Returns the function that gives them back, or why there are none. */
  enter(caller: Caller, weight: number): (() => void) | GraphQLError {
    const refusal = this.refusal(caller, weight) ?? this.#charge(caller, weight);
    if (refusal) return refusal;
    const bounds = this.#boundsOf(caller);
    for (const { of, key } of bounds) this.#taken[of].set(key, this.#countOf(of, key) + weight);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      for (const { of, key } of bounds) {
        const count = this.#countOf(of, key) - weight;
        if (count > 0) this.#taken[of].set(key, count);
        else this.#taken[of].delete(key);
      }
    };
  }

  #countOf(of: Of, key: unknown): number {
    return this.#taken[of].get(key) ?? 0;
  }

  #boundsOf({ session, client }: Caller): Bound[] {
    const { perSocket, perSession, perAddress, perProcess } = this.#bounds;
    const bounds: Bound[] = [{ of: 'process', key: '', most: perProcess }];
    if (client.socket) bounds.push({ of: 'socket', key: client.socket, most: perSocket });
    if (session) bounds.push({ of: 'session', key: session.id, most: perSession });
    if (!this.#isExempt(client.ipAddress))
      bounds.push({ of: 'address', key: addressKey(client.ipAddress), most: perAddress });
    return bounds;
  }

  #charge({ client }: Caller, weight: number): GraphQLError | undefined {
    const waitMs = this.#pace.take(client.ipAddress, weight, performance.now());
    if (waitMs === 0) return undefined;
    const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
    const { burst: limit } = serverLimits.subscribing;
    return apiError(
      'RATE_LIMITED',
      `Your address begins subscriptions too fast. Try again in ${retryAfterSeconds} s, and keep subscriptions open.`,
      { policy: 'live-subscriptions', limit, remaining: 0, retryAfterSeconds },
    );
  }
}

function refusalOf({ of, most }: Bound, weight: number): GraphQLError {
  const asked = weight > 1 ? `, and this subscription asks for ${weight} more` : '';
  const message =
    `The live subscriptions of ${words[of]} may watch ${most} objects at once${asked}. ` +
    (of === 'process' ? 'Try again later.' : 'End other subscriptions first.');
  if (of === 'process') return apiError('SERVICE_UNAVAILABLE', message);
  return apiError('RATE_LIMITED', message, {
    policy: `live-per-${of}`,
    limit: most,
    remaining: 0,
    retryAfterSeconds: 1,
  });
}
