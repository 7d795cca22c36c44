// The streams that were reserved and are not over. The token of one is known to its client only, and opens it for the session that
// reserved it.

import { randomBytes } from 'node:crypto';
import type { GraphQLError } from 'graphql';
import type { SessionWatch } from '../../live/session-watch.ts';
import { addressKey } from '../../redis/rate-limit/address-key.ts';
import type { Context } from '../../resolvers/base/context.ts';
import { apiError } from '../../resolvers/base/errors.ts';
import type { Drain } from '../drain.ts';
import { serverLimits } from '../limits.ts';
import type { Readers } from '../stream/readers.ts';
import { ReservedStream, type WaitingInAll } from './reserved-stream.ts';

const limits = serverLimits.reservedStreams;

/** Time for `sessionEnded` to be delivered before the stream ends. */
const farewellMs = 200;

type Caller = Pick<Context, 'session' | 'client'>;

export class ReservedStreams {
  readonly #sessionWatch: SessionWatch;
  readonly #byToken = new Map<string, ReservedStream>();
  readonly #perAddress = new Map<string, number>();
  readonly #inAll: WaitingInAll;
  #closed = false;

  constructor(sessionWatch: SessionWatch, readers: Readers) {
    this.#sessionWatch = sessionWatch;
    const inAll = { bytes: 0, kept: 0, cutOff: () => readers.counts.slow++ };
    readers.countWaiting(() => inAll.bytes);
    this.#inAll = inAll;
  }

  /** Returns the token of a new stream, or why the caller may have none. */
  reserve({ session, client }: Caller): string | GraphQLError {
    const address = addressKey(client.ipAddress);
    const ofAddress = this.#perAddress.get(address) ?? 0;
    if (this.#closed || this.#byToken.size >= limits.perProcess)
      return apiError('SERVICE_UNAVAILABLE', 'This process takes no more streams. Try again later.');
    if (ofAddress >= limits.perAddress && !client.sharesAddress)
      return apiError('RATE_LIMITED', `Your address may have ${limits.perAddress} streams at once. End others first.`, {
        policy: 'streams-per-address',
        limit: limits.perAddress,
        remaining: 0,
        retryAfterSeconds: 1,
      });
    const token = randomBytes(32).toString('base64url');
    let unwatch = (): void => {};
    const stream = new ReservedStream(session?.id ?? null, this.#inAll, () => {
      unwatch();
      this.#byToken.delete(token);
      this.#leave(address);
    });
    this.#byToken.set(token, stream);
    this.#perAddress.set(address, ofAddress + 1);
    if (session)
      unwatch = this.#sessionWatch.watch(session.id, () => void setTimeout(() => stream.end(), farewellMs).unref());
    return token;
  }

  /** Undefined for a token that is not known, and for one of another session. */
  find(token: string, { session }: Caller): ReservedStream | undefined {
    const stream = this.#byToken.get(token);
    return stream?.sessionId === (session?.id ?? null) ? stream : undefined;
  }

  /** Ends all of them. No other is reserved. */
  async leave(drain: Drain): Promise<void> {
    this.#closed = true;
    await drain.spread(this.#byToken.values(), (stream) => stream.leave());
  }

  #leave(address: string): void {
    const left = (this.#perAddress.get(address) ?? 0) - 1;
    if (left > 0) this.#perAddress.set(address, left);
    else this.#perAddress.delete(address);
  }
}
