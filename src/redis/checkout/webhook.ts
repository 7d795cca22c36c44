// What a payment provider tells by itself. It may come late, twice and out of order: that a payment has changed is only taken as a
// reason to ask the provider what is true now, and money that nobody expects any more is given back.

import type { Orders } from '../order/order.ts';
import { isOrder } from '../order/record.ts';
import { answerWithin } from '../payment/deadline.ts';
import {
  type Payment,
  type PaymentNotice,
  type PaymentProvider,
  type PaymentWebhook,
  paymentLimits,
  UnsignedWebhook,
} from '../payment/payment.ts';
import type { Checkouts } from './checkout.ts';

interface WebhookParts {
  readonly checkouts: Checkouts;
  readonly orders: Orders;
  readonly payments: PaymentProvider | null;
}

/** Which attempt at which order a payment is of; null where it is none of ours. */
export function readPaymentKey(key: string): { readonly id: string; readonly attempt: number } | null {
  const [, id = '', attempt = ''] = /^([0-9a-f]{24}):(\d{1,6})$/.exec(key) ?? [];
  return id === '' ? null : { id, attempt: Number(attempt) };
}

export class PaymentWebhooks {
  readonly #parts: WebhookParts;

  constructor(parts: WebhookParts) {
    this.#parts = parts;
  }

  /**
   * Takes one in. Safe to repeat.
   * @throws UnsignedWebhook; anything else means that the provider is to send it again.
   */
  async receive(webhook: PaymentWebhook): Promise<void> {
    const { payments } = this.#parts;
    if (!payments?.readWebhook) throw new UnsignedWebhook('No payment provider here sends webhooks');
    const read = payments.readWebhook.bind(payments);
    for (const notice of await answerWithin(paymentLimits.answerMs, (signal) => read(webhook, signal)))
      await this.#take(notice, payments);
  }

  async #take(notice: PaymentNotice, payments: PaymentProvider): Promise<void> {
    const ours = readPaymentKey(notice.payment.key);
    if (!ours) return;
    if (notice.kind === 'dispute') {
      await this.#parts.orders.noteDispute(ours.id, notice.dispute);
      return;
    }
    const fate = await this.#fateOf(ours);
    if (fate === 'under way') await this.#parts.checkouts.resume(ours.id);
    if (fate === 'over') await this.#cancel(payments, notice.payment);
  }

  /** Whether an attempt's payment is under way, has bought its order, or came to nothing. */
  async #fateOf({ id, attempt }: { id: string; attempt: number }): Promise<'under way' | 'bought' | 'over'> {
    const record = await this.#parts.orders.record(id);
    if (!record || attempt < record.attempt) return 'over';
    // An attempt that Redis has lost: the charges are compared with the orders.
    if (attempt > record.attempt) return 'bought';
    if (record.state === 'PENDING') return 'under way';
    return isOrder(record) && record.state !== 'FAILED' ? 'bought' : 'over';
  }

  async #cancel(payments: PaymentProvider, payment: Payment): Promise<void> {
    await answerWithin(paymentLimits.answerMs, (signal) => payments.cancel(payment, signal));
  }
}
