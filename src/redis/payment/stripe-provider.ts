// Stripe as a payment provider: PaymentIntents that are captured by hand. Mortar sees the id of a payment method, as Stripe's own
// script in the browser made it, and nothing of a card. The package `stripe` is an optional peer: whoever pays with it installs it.

import type Stripe from 'stripe';
import { type Money, minorDigits } from '../base/money.ts';
import {
  type CaptureOutcome,
  type Dispute,
  type NewPayment,
  type Payment,
  type PaymentNotice,
  type PaymentOutcome,
  type PaymentProvider,
  PaymentUnclear,
  type PaymentWebhook,
  type Refund,
  UnsignedWebhook,
} from './payment.ts';

export interface StripeSettings {
  /** Signs the webhooks. Without it none is read. */
  readonly webhookSecret?: string;
  /** Marks the payments of this installation, where others share the account. */
  readonly installation?: string;
}

/** Decimal places of amounts in Stripe's API where they differ from ISO 4217: https://docs.stripe.com/currencies */
const stripeDigits: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0, MRU: 2 };

/** Refunds of one payment that one call of the API returns at most. */
const refundsPerPage = 100;

type Intent = Stripe.PaymentIntent;

export class StripePaymentProvider implements PaymentProvider {
  readonly #stripe: Stripe;
  readonly #webhookSecret: string | undefined;
  readonly #installation: string;

  /** On a client of the package `stripe`. */
  constructor(stripe: Stripe, { webhookSecret, installation = 'mortar' }: StripeSettings = {}) {
    this.#stripe = stripe;
    this.#webhookSecret = webhookSecret;
    this.#installation = installation;
  }

  async authorise(payment: NewPayment): Promise<PaymentOutcome> {
    return this.#clear(async () => {
      const intent = await this.#intent(payment);
      if (intent.status !== 'requires_payment_method' || intent.last_payment_error) return outcomeOf(intent);
      try {
        const confirmed = await this.#stripe.paymentIntents.confirm(
          intent.id,
          { payment_method: payment.token },
          { idempotencyKey: `${payment.key}:confirm` },
        );
        // The answer to the same key is that of the first time.
        return outcomeOf(confirmed.status === 'requires_action' ? await this.#read(intent.id) : confirmed);
      } catch (error) {
        const message = declinedBy(error);
        if (message === null) throw error;
        return { outcome: 'declined', message };
      }
    });
  }

  async capture(payment: Payment): Promise<CaptureOutcome> {
    return this.#clear(async () => {
      const intent = await this.#intent(payment);
      if (intent.status === 'requires_capture') {
        try {
          const captured = await this.#stripe.paymentIntents.capture(
            intent.id,
            {},
            { idempotencyKey: `${payment.key}:capture` },
          );
          return captureOutcome(captured);
        } catch (error) {
          // Another process may have been quicker.
          if (!isUnexpectedState(error)) throw error;
          return captureOutcome(await this.#read(intent.id));
        }
      }
      return captureOutcome(intent);
    });
  }

  async cancel(payment: Payment): Promise<void> {
    await this.#clear(async () => {
      const intent = await this.#intent(payment);
      if (intent.status === 'canceled') return;
      if (intent.status === 'succeeded') return this.#giveBackRest(intent.id, payment.key);
      try {
        await this.#stripe.paymentIntents.cancel(intent.id);
      } catch (error) {
        if (!isUnexpectedState(error)) throw error;
        const now = await this.#read(intent.id);
        if (now.status === 'succeeded') return this.#giveBackRest(intent.id, payment.key);
        if (now.status !== 'canceled') throw error;
      }
    });
  }

  async refund({ payment, refundKey, amount }: Refund): Promise<void> {
    await this.#clear(async () => {
      const id = payment.reference ?? (await this.#byKey(payment)).id;
      // Idempotency keys are forgotten after a day or more; the refund itself is not.
      const made = await this.#stripe.refunds.list({ payment_intent: id, limit: refundsPerPage });
      if (made.data.some(({ metadata, status }) => metadata?.mortar_refund === refundKey && status !== 'failed'))
        return;
      try {
        await this.#stripe.refunds.create(
          { payment_intent: id, amount: toStripe(amount), metadata: { mortar_refund: refundKey } },
          { idempotencyKey: refundKey },
        );
      } catch (error) {
        if (!isRefunded(error)) throw error;
      }
    });
  }

  async readWebhook({ headers, body }: PaymentWebhook): Promise<readonly PaymentNotice[]> {
    const signature = headers['stripe-signature'];
    if (!this.#webhookSecret || typeof signature !== 'string') throw new UnsignedWebhook('The webhook is not signed');
    let event: Stripe.Event;
    try {
      event = this.#stripe.webhooks.constructEvent(body, signature, this.#webhookSecret);
    } catch (error) {
      throw new UnsignedWebhook('The webhook is not signed by Stripe', { cause: error });
    }
    const { object } = event.data as { object: { object: string } };
    if (object.object === 'payment_intent') {
      const payment = this.#paymentOf(object as unknown as Intent);
      return payment ? [{ kind: 'payment', payment }] : [];
    }
    if (object.object !== 'dispute') return [];
    const dispute = object as unknown as Stripe.Dispute;
    const of = typeof dispute.payment_intent === 'string' ? dispute.payment_intent : dispute.payment_intent?.id;
    const payment = of ? this.#paymentOf(await this.#clear(() => this.#read(of))) : null;
    return payment ? [{ kind: 'dispute', payment, dispute: disputeOf(dispute, event.created) }] : [];
  }

  /** The intent as it is now. Under the key of one that was made it is that one. */
  async #intent(payment: Payment): Promise<Intent> {
    return this.#read(payment.reference ?? (await this.#byKey(payment)).id);
  }

  #read(id: string): Promise<Intent> {
    return this.#stripe.paymentIntents.retrieve(id);
  }

  #byKey({ key, amount }: Payment): Promise<Intent> {
    return this.#stripe.paymentIntents.create(
      {
        amount: toStripe(amount),
        currency: amount.currency.toLowerCase(),
        capture_method: 'manual',
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        metadata: { mortar_key: key, mortar_installation: this.#installation },
      },
      { idempotencyKey: key },
    );
  }

  async #giveBackRest(id: string, key: string): Promise<void> {
    try {
      await this.#stripe.refunds.create({ payment_intent: id }, { idempotencyKey: `${key}:cancel` });
    } catch (error) {
      if (!isRefunded(error)) throw error;
    }
  }

  #paymentOf({ id, metadata, amount, currency }: Intent): Payment | null {
    const key = metadata.mortar_key;
    if (!key || metadata.mortar_installation !== this.#installation) return null;
    return { key, amount: fromStripe(amount, currency), reference: id };
  }

  /** What of Stripe's errors says nothing of the payment is unclear. */
  async #clear<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (error) {
      const { type } = error as { type?: string };
      if (type === undefined || !unclearTypes.has(type)) throw error;
      throw new PaymentUnclear(`Stripe gave no clear answer: ${(error as Error).message}`, { cause: error });
    }
  }
}

const unclearTypes = new Set([
  'StripeConnectionError',
  'StripeAPIError',
  'StripeRateLimitError',
  'StripeIdempotencyError',
]);

function outcomeOf(intent: Intent): PaymentOutcome {
  const reference = intent.id;
  if (intent.status === 'requires_capture') return { outcome: 'authorised', reference };
  if (intent.status === 'succeeded') return { outcome: 'captured', reference };
  if (intent.status === 'canceled') return { outcome: 'declined', message: 'The payment was called off.' };
  if (intent.status === 'requires_payment_method')
    return { outcome: 'declined', message: intent.last_payment_error?.message ?? 'The payment was declined.' };
  if (intent.status === 'requires_action' && intent.client_secret) {
    const redirectUrl = intent.next_action?.redirect_to_url?.url ?? null;
    return { outcome: 'needsAction', action: { clientSecret: intent.client_secret, redirectUrl }, reference };
  }
  throw new PaymentUnclear(`Stripe has the payment ${intent.id} as ${intent.status}`);
}

function captureOutcome(intent: Intent): CaptureOutcome {
  const found = outcomeOf(intent);
  if (found.outcome === 'captured' || found.outcome === 'declined') return found;
  throw new PaymentUnclear(`Stripe has the payment ${intent.id} as ${intent.status}`);
}

/** The message for the customer where Stripe says no for good; null for another error. */
function declinedBy(error: unknown): string | null {
  const { type, message, param, code } = error as { type?: string; message?: string; param?: string; code?: string };
  if (type === 'StripeCardError') return message ?? 'The card was declined.';
  const isBadMethod =
    type === 'StripeInvalidRequestError' && (param === 'payment_method' || code === 'resource_missing');
  return isBadMethod ? 'This payment method cannot be used. Try another one.' : null;
}

const isUnexpectedState = (error: unknown): boolean =>
  (error as { code?: string }).code === 'payment_intent_unexpected_state';
const isRefunded = (error: unknown): boolean => (error as { code?: string }).code === 'charge_already_refunded';

const disputeStateOf: Readonly<Record<string, Dispute['state']>> = {
  won: 'WON',
  warning_closed: 'WON',
  prevented: 'WON',
  lost: 'LOST',
};

function disputeOf({ id, amount, currency, reason, status }: Stripe.Dispute, created: number): Dispute {
  return {
    id,
    amount: fromStripe(amount, currency),
    reason,
    state: disputeStateOf[status] ?? 'OPEN',
    at: new Date(created * 1_000),
  };
}

/** @throws where Stripe cannot charge so much exactly: an amount of three decimal places must end with a zero. */
export function toStripe({ minor, currency }: Money): number {
  const places = minorDigits(currency);
  const digits = stripeDigits[currency] ?? places;
  const scale = 10n ** BigInt(Math.abs(digits - places));
  const exact = digits >= places ? minor * scale : minor / scale;
  const isExact = digits >= places || minor % scale === 0n;
  if (!isExact || (digits === 3 && exact % 10n !== 0n) || exact > BigInt(Number.MAX_SAFE_INTEGER))
    throw new Error(`Stripe cannot charge ${minor} minor units of ${currency} exactly`);
  return Number(exact);
}

export function fromStripe(amount: number, stripeCurrency: string): Money {
  const currency = stripeCurrency.toUpperCase();
  const places = minorDigits(currency);
  const digits = stripeDigits[currency] ?? places;
  const scale = 10n ** BigInt(Math.abs(digits - places));
  return { minor: digits >= places ? BigInt(amount) / scale : BigInt(amount) * scale, currency };
}
