// Holds of stock: what makes one and moves it on. Those of one tick share a script, which judges them in turn.

import { Batch } from '../base/batch.ts';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import type { DomainEventOutboxes } from '../domain-event/domain-event.ts';

const holdLimits = {
  /** Expired holds that a script of reservations ends on its way. */
  sweepOnReserve: 20,
  /** Lines that one script reserves, unless one cart alone has more. */
  batchLines: 300,
  /** Holds that one script moves on. */
  batchHolds: 100,
} as const;

export interface Quantity {
  readonly sku: string;
  readonly quantity: number;
}

type HoldState = 'live' | 'paying' | 'committed' | 'released' | 'expired';

/** A hold's state after a step, or why there is none: it was never made, or its stock was sold meanwhile. */
export type Settlement = HoldState | 'GONE' | 'SHORT';

export type Reservation =
  /** `replaced` are the holds that ended for it. */
  | { readonly outcome: 'reserved'; readonly until: Date; readonly replaced: readonly string[] }
  /** Nothing was reserved; how many of each short product there are. */
  | { readonly outcome: 'short'; readonly available: ReadonlyMap<string, number> }
  /** Nothing was reserved; how many more the shopper may hold of each product of which it would be too many. */
  | { readonly outcome: 'share'; readonly available: ReadonlyMap<string, number> }
  /** The shopper, or those of the address, have as many holds as they may. */
  | { readonly outcome: 'holds' }
  /** A hold to be replaced is being paid. */
  | { readonly outcome: 'paying' }
  /** The hold named to be replaced was sold. */
  | { readonly outcome: 'sold' }
  /** This hold has ended already. */
  | { readonly outcome: 'ended'; readonly state: HoldState };

/** A hold to be made. Empty texts stand for what there is not. */
interface NewHold {
  readonly id: string;
  readonly replaces: string;
  readonly shopper: string;
  readonly address: string;
  readonly cart: string;
  readonly lines: readonly Quantity[];
}

interface HoldMove {
  readonly id: string;
  readonly verb: 'extend' | 'retry' | 'commit' | 'release' | 'undo';
  /** How long it is held from now on. */
  readonly holdMs: number;
}

interface HoldSettings {
  /** How the channels of products begin. */
  readonly channel: string;
  /** All keys of the stock. */
  readonly keys: readonly string[];
  readonly holdMs: number;
  readonly maxHoldMs: number;
  /** As the scripts take them. */
  readonly bounds: readonly number[];
  /** With fewer pieces on hand the stock of a product is low. */
  readonly low: number;
  /** Where that is told. */
  readonly outboxes: DomainEventOutboxes;
}

type ReserveReply =
  | ['OK', string, ...string[]]
  | ['PAYING' | 'SOLD' | 'HOLDS']
  | ['ENDED', HoldState]
  | ['SHORT' | 'SHARE', ...(string | number)[]];

const reserveScript = loadScript('inventory/reserve');
const settleScript = loadScript('inventory/settle');

export class Holds {
  readonly #redis: RedisHandle;
  readonly #settings: HoldSettings;
  readonly #reserves: Batch<NewHold, Reservation>;
  readonly #moves: Batch<HoldMove, Settlement>;

  constructor(redis: RedisHandle, settings: HoldSettings) {
    this.#redis = redis;
    this.#settings = settings;
    this.#reserves = new Batch({
      group: () => 0,
      run: (holds) => this.#reserveAll(holds),
      maxCalls: holdLimits.batchLines,
      weightOf: ({ lines }) => lines.length,
    });
    this.#moves = new Batch({
      group: () => 0,
      run: (moves) => this.#moveAll(moves),
      maxCalls: holdLimits.batchHolds,
    });
  }

  reserve(hold: NewHold): Promise<Reservation> {
    return this.#reserves.add(hold);
  }

  move(id: string, verb: HoldMove['verb'], holdMs: number): Promise<Settlement> {
    return this.#moves.add({ id, verb, holdMs });
  }

  async #reserveAll(holds: readonly NewHold[]): Promise<Reservation[]> {
    const { channel, keys, holdMs, maxHoldMs, bounds } = this.#settings;
    const args: (string | number)[] = [channel, holdMs, holdLimits.sweepOnReserve, maxHoldMs, ...bounds];
    for (const { id, replaces, shopper, address, cart, lines } of holds) {
      args.push(id, replaces, shopper, address, cart, lines.length);
      for (const { sku, quantity } of lines) args.push(sku, quantity);
    }
    const replies = (await this.#redis.run(reserveScript, keys, args)) as ReserveReply[];
    return replies.map(reservationOf);
  }

  async #moveAll(moves: readonly HoldMove[]): Promise<Settlement[]> {
    const { channel, keys, maxHoldMs, bounds, low, outboxes } = this.#settings;
    const events = moves.some(({ verb }) => verb === 'commit') ? await outboxes.draw(['stock.low']) : '';
    const args: (string | number)[] = [channel, maxHoldMs, ...bounds, low, events];
    for (const { id, verb, holdMs } of moves) args.push(id, verb, holdMs);
    const replies = (await this.#redis.run(settleScript, keys, args)) as (['OK', HoldState] | ['GONE' | 'SHORT'])[];
    return replies.map((reply) => (reply[0] === 'OK' ? reply[1] : reply[0]));
  }
}

function reservationOf(reply: ReserveReply): Reservation {
  if (reply[0] === 'OK') {
    const [, until, ...replaced] = reply;
    return { outcome: 'reserved', until: new Date(Number(until)), replaced };
  }
  if (reply[0] === 'PAYING') return { outcome: 'paying' };
  if (reply[0] === 'SOLD') return { outcome: 'sold' };
  if (reply[0] === 'HOLDS') return { outcome: 'holds' };
  if (reply[0] === 'ENDED') return { outcome: 'ended', state: reply[1] };
  const short = reply.slice(1);
  const available = new Map<string, number>();
  for (let at = 0; at < short.length; at += 2) available.set(String(short[at]), Number(short[at + 1]));
  return { outcome: reply[0] === 'SHORT' ? 'short' : 'share', available };
}
