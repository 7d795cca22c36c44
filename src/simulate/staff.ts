// What the shop's people do with the orders of the simulated shoppers, and with no others: they send them, whole or in parts, take goods
// back, and refund a part.

import type { Administrator } from './administrator.ts';
import type { BoughtOrder, Money, Problems } from './order.ts';
import type { Tally } from './tally.ts';

const send = `mutation ($input: OrderFulfilmentCreateInput!) {
  orderFulfilmentCreate(input: $input) { userErrors { code message } }
}`;
const deliver = `mutation ($id: ID!) { orderDeliver(input: { id: $id }) { userErrors { code message } } }`;
const refund = `mutation ($id: ID!, $amount: MoneyInput!) {
  orderRefund(input: { id: $id, amount: $amount, note: "A scratch" }) { userErrors { code message } }
}`;
const answer = `mutation ($input: OrderReturnUpdateInput!) {
  orderReturnUpdate(input: $input) { order { refunds { amount { amount currency } } } userErrors { code message } }
}`;

type Answer = Problems & { readonly order?: { readonly refunds: readonly { readonly amount: Money }[] } | null };

export class Staff {
  readonly #administrator: Administrator;
  readonly #tally: Tally;
  #parcels = 0;

  constructor(administrator: Administrator, tally: Tally) {
    this.#administrator = administrator;
    this.#tally = tally;
  }

  /** Sends all of an order, in parts if it has several pieces, and notes that it arrived. */
  async send({ id, lines }: BoughtOrder, inParts: boolean): Promise<void> {
    const pieces = lines.reduce((all, { quantity }) => all + quantity, 0);
    const [first] = lines;
    if (inParts && pieces > 1 && first) await this.#sendParcel(id, [{ id: first.id, quantity: 1 }]);
    if (await this.#sendParcel(id, null)) await this.#do(deliver, { id });
  }

  async takeBack({ id }: BoughtOrder): Promise<void> {
    let taken: Answer | null = null;
    for (const step of [{ state: 'APPROVED' }, { state: 'RECEIVED', restock: true }, { state: 'REFUNDED' }]) {
      taken = await this.#do(answer, { input: { id, number: 1, ...step } });
      if (!taken) return;
    }
    this.#tally.returns += 1;
    for (const { amount } of taken?.order?.refunds ?? []) this.#tally.giveBack(amount);
  }

  /** Gives back the smallest amount. */
  async refundPart({ id, total: { amount, currency } }: BoughtOrder): Promise<void> {
    if (Number(amount) === 0) return;
    const nothing = amount.replace(/\d/g, '0').replace(/^0+(?=0(\.|$))/, '');
    const least = { amount: nothing.replace(/0$/, '1'), currency };
    if (!(await this.#do(refund, { id, amount: least }))) return;
    this.#tally.refunds += 1;
    this.#tally.giveBack(least);
  }

  async #sendParcel(id: string, lines: readonly object[] | null): Promise<boolean> {
    this.#parcels += 1;
    const trackingNumber = `SIM${String(this.#parcels).padStart(9, '0')}`;
    const isSent = await this.#do(send, { input: { id, lines, carrier: 'Parcel service', trackingNumber } });
    if (isSent) this.#tally.fulfilments += 1;
    return isSent !== null;
  }

  /** Null where it is refused. */
  async #do(mutation: string, variables: object): Promise<Answer | null> {
    const payloads = await this.#administrator.ask<Record<string, Answer>>(mutation, variables);
    const [payload = null] = Object.values(payloads);
    const [problem] = payload?.userErrors ?? [];
    if (problem) this.#tally.fail(problem.message);
    return problem ? null : payload;
  }
}
