// Those endpoints of Stripe's API that Mortar uses, over HTTP on loopback, with the faults of a network: answers that are lost after the
// work was done, and answers that come late. Its events can be delivered late, twice and out of order.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Stripe } from 'stripe';
import type { PaymentWebhook } from '../../src/redis/payment/payment.ts';

interface Intent {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Record<string, string>;
  readonly client_secret: string;
  readonly next_action: null;
  status: string;
  last_payment_error: { message: string } | null;
  method: string;
  returned: number;
}

interface Refund {
  readonly id: string;
  readonly object: 'refund';
  readonly payment_intent: string;
  readonly amount: number;
  readonly metadata: Record<string, string>;
  readonly status: 'succeeded';
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export interface StripeFaults {
  /** The share of answers that are lost, and of those that are late. */
  readonly lost: number;
  readonly late: number;
}

const webhookSecret = 'whsec_of_the_double';

export class StripeDouble {
  readonly client: Stripe;
  readonly webhookSecret = webhookSecret;
  /** What it would tell by webhooks, in the order of its making. */
  readonly events: { readonly payload: string }[] = [];
  readonly #intents = new Map<string, Intent>();
  readonly #refunds: Refund[] = [];
  readonly #replies = new Map<string, { readonly asked: string; readonly reply: Reply }>();
  readonly #close: () => Promise<void>;
  #made = 0;

  private constructor(client: Stripe, close: () => Promise<void>) {
    this.client = client;
    this.#close = close;
  }

  static async open(faults: StripeFaults = { lost: 0, late: 0 }): Promise<StripeDouble> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const client = new Stripe('sk_test_of_the_double', {
      host: '127.0.0.1',
      port,
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
    });
    const double = new StripeDouble(client, async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    server.on('request', (request, response) => void double.#handle(request, response, faults));
    return double;
  }

  close(): Promise<void> {
    return this.#close();
  }

  /** The customer confirms, or refuses, in the browser. */
  confirm(id: string, confirms = true): void {
    const intent = this.#intents.get(id) as Intent;
    if (intent.status !== 'requires_action') return;
    intent.status = confirms ? 'requires_capture' : 'requires_payment_method';
    if (!confirms) intent.last_payment_error = { message: 'The customer did not confirm.' };
    this.#tell('payment_intent.amount_capturable_updated', intent);
  }

  books(key: string): { readonly captured: number; readonly returned: number } {
    const of = [...this.#intents.values()].filter(({ metadata }) => metadata.mortar_key === key);
    const sum = (amounts: number[]): number => amounts.reduce((all, each) => all + each, 0);
    return {
      captured: sum(of.map(({ status, amount }) => (status === 'succeeded' ? amount : 0))),
      returned: sum(of.map(({ returned }) => returned)),
    };
  }

  keys(): string[] {
    return [...this.#intents.values()].map(({ metadata }) => metadata.mortar_key as string);
  }

  dispute(id: string, status: string, created: number): void {
    const { amount, currency } = this.#intents.get(id) as Intent;
    const dispute = {
      id: 'dp_1',
      object: 'dispute',
      amount,
      currency,
      reason: 'fraudulent',
      status,
      payment_intent: id,
    };
    this.#tell('charge.dispute.updated', dispute, created);
  }

  signed(payload: string): PaymentWebhook {
    const header = this.client.webhooks.generateTestHeaderString({ payload, secret: webhookSecret });
    return { body: Buffer.from(payload), headers: { 'stripe-signature': header } };
  }

  eventOf(id: string): PaymentWebhook {
    this.#tell('payment_intent.succeeded', this.#intents.get(id) as Intent);
    return this.signed(this.events.at(-1)?.payload as string);
  }

  #tell(type: string, object: object, created = Math.floor(Date.now() / 1_000)): void {
    const event = { id: `evt_${this.events.length}`, object: 'event', type, created, data: { object } };
    this.events.push({ payload: JSON.stringify(event) });
  }

  async #handle(request: IncomingMessage, response: ServerResponse, { lost, late }: StripeFaults): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked = `${request.method} ${request.url} ${Buffer.concat(chunks)}`;
    const key = request.headers['idempotency-key'] as string | undefined;
    const reply = this.#once(key, asked, () =>
      this.#answer(
        request.method as string,
        request.url as string,
        new URLSearchParams(Buffer.concat(chunks).toString()),
      ),
    );
    if (Math.random() < late) await wait(20);
    if (Math.random() < lost) return void request.socket.destroy();
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
  }

  #once(key: string | undefined, asked: string, work: () => Reply): Reply {
    const before = key === undefined ? undefined : this.#replies.get(key);
    if (before && before.asked !== asked) return fault(400, 'idempotency_error', 'idempotency_key_in_use');
    const reply = before?.reply ?? work();
    if (key !== undefined) this.#replies.set(key, { asked, reply: { ...reply, body: structuredClone(reply.body) } });
    return reply;
  }

  #answer(method: string, url: string, form: URLSearchParams): Reply {
    const { pathname, searchParams } = new URL(url, 'http://stripe');
    const [, , kind, id, action] = pathname.split('/');
    if (kind === 'refunds' && method === 'GET')
      return ok({
        object: 'list',
        has_more: false,
        data: this.#refunds.filter((refund) => refund.payment_intent === searchParams.get('payment_intent')),
      });
    if (kind === 'refunds') return this.#refund(form);
    if (id === undefined) return ok(this.#create(form));
    const intent = this.#intents.get(id);
    if (!intent) return fault(404, 'invalid_request_error', 'resource_missing');
    if (action === 'confirm') return this.#confirm(intent, form.get('payment_method') ?? '');
    if (action === 'capture') return this.#move(intent, ['requires_capture'], 'succeeded');
    if (action === 'cancel')
      return this.#move(intent, ['requires_payment_method', 'requires_action', 'requires_capture'], 'canceled');
    return ok(intent);
  }

  #create(form: URLSearchParams): Intent {
    this.#made += 1;
    const id = `pi_${this.#made}`;
    const intent: Intent = {
      id,
      object: 'payment_intent',
      amount: Number(form.get('amount')),
      currency: form.get('currency') as string,
      metadata: {
        mortar_key: form.get('metadata[mortar_key]') as string,
        mortar_installation: form.get('metadata[mortar_installation]') as string,
      },
      client_secret: `${id}_secret`,
      next_action: null,
      status: 'requires_payment_method',
      last_payment_error: null,
      method: '',
      returned: 0,
    };
    this.#intents.set(id, intent);
    return intent;
  }

  #confirm(intent: Intent, method: string): Reply {
    if (method === 'pm_card_chargeDeclined') {
      intent.last_payment_error = { message: 'Your card was declined.' };
      return fault(402, 'card_error', 'card_declined', intent.last_payment_error.message);
    }
    const status = method === 'pm_card_threeDSecure' ? 'requires_action' : 'requires_capture';
    return this.#move(intent, ['requires_payment_method'], status);
  }

  #move(intent: Intent, from: readonly string[], to: string): Reply {
    if (!from.includes(intent.status)) return fault(400, 'invalid_request_error', 'payment_intent_unexpected_state');
    intent.status = to;
    this.#tell(`payment_intent.${to}`, { ...intent });
    return ok(intent);
  }

  #refund(form: URLSearchParams): Reply {
    const intent = this.#intents.get(form.get('payment_intent') ?? '') as Intent;
    const left = intent.amount - intent.returned;
    const amount = Number(form.get('amount') ?? left);
    if (left === 0) return fault(400, 'invalid_request_error', 'charge_already_refunded');
    if (amount > left) return fault(400, 'invalid_request_error', 'amount_too_large');
    intent.returned += amount;
    const metadata = { mortar_refund: form.get('metadata[mortar_refund]') ?? '' };
    const id = `re_${this.#refunds.length + 1}`;
    const refund: Refund = { id, object: 'refund', payment_intent: intent.id, amount, metadata, status: 'succeeded' };
    this.#refunds.unshift(refund);
    return ok(refund);
  }
}

function ok(body: unknown): Reply {
  return { status: 200, body };
}

function fault(status: number, type: string, code: string, message = `The double says ${code}`): Reply {
  return { status, body: { error: { type, code, message } } };
}
