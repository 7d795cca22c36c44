// What only an administrator may do for a simulation: start the experiment, and fill the shelves again.

import type { Mortar } from './mortar.ts';
import { NoMortar } from './shop.ts';

const logIn = `mutation ($email: String!, $password: String!) {
  sessionLogIn(input: { email: $email, password: $password, transport: BEARER }) { token userErrors { message } }
}`;
const setUp = `mutation ($key: String!) {
  experimentSet(input: {
    key: $key, goal: "PURCHASE", description: "Made by npm run simulate: the second variant sells more."
    variants: [{ key: "grey" }, { key: "green" }]
  }) { userErrors { message } }
  experimentStart(input: { key: $key }) { userErrors { message } }
}`;
const stateOf = `query ($key: String!) { experiment(key: $key) { state } }`;
const shelves = `{
  products(first: 100) { nodes { sku inventory { available } variants { sku inventory { available } } } }
}`;
const refill = `mutation ($sku: String!, $delta: Int!) {
  inventoryAdjust(input: { sku: $sku, delta: $delta, reason: "npm run simulate" }) { userErrors { message } }
}`;

interface Stocked {
  readonly sku: string;
  readonly inventory: { readonly available: number };
}

const stock = { low: 20, refill: 100 } as const;

export class Administrator {
  readonly #mortar: Mortar;
  readonly #headers: Record<string, string>;

  private constructor(mortar: Mortar, token: string) {
    this.#mortar = mortar;
    this.#headers = { authorization: `Bearer ${token}` };
  }

  /** @throws NoMortar where the log-in is refused. */
  static async logIn(mortar: Mortar, who: { email: string; password: string }): Promise<Administrator> {
    const { sessionLogIn } = await mortar.ask<{
      sessionLogIn: { token: string | null; userErrors: { message: string }[] };
    }>(logIn, who, {});
    const { token, userErrors } = sessionLogIn;
    if (token === null)
      throw new NoMortar(`${who.email} (MORTAR_ADMIN_EMAIL) cannot log in: ${userErrors[0]?.message ?? 'no token'}`);
    return new Administrator(mortar, token);
  }

  /** Makes and starts the experiment unless there is one of this name. @throws NoMortar where that is refused. */
  async startExperiment(key: string): Promise<void> {
    const { experiment } = await this.#mortar.ask<{ experiment: unknown }>(stateOf, { key }, this.#headers);
    if (experiment !== null) return;
    const made = await this.#mortar.ask<Record<string, { userErrors: { message: string }[] }>>(
      setUp,
      { key },
      this.#headers,
    );
    const [problem] = Object.values(made).flatMap(({ userErrors }) => userErrors);
    if (problem) throw new NoMortar(`The experiment ${key} cannot be started: ${problem.message}`);
  }

  ask<Data>(query: string, variables: object): Promise<Data> {
    return this.#mortar.ask<Data>(query, variables, this.#headers);
  }

  async fillShelves(): Promise<void> {
    const { products } = await this.#mortar.ask<{ products: { nodes: (Stocked & { variants: Stocked[] })[] } }>(
      shelves,
      {},
      this.#headers,
    );
    // What has variants is in stock as these.
    const sold = products.nodes.flatMap(({ variants, ...product }) => (variants.length > 0 ? variants : [product]));
    for (const { sku, inventory } of sold)
      if (inventory.available < stock.low) await this.#mortar.ask(refill, { sku, delta: stock.refill }, this.#headers);
  }
}
