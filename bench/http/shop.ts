// What the peers over HTTP serve: as much of Mortar's schema as is measured, and reads of the peers' own keys.

import type { Redis } from 'ioredis';

export const peerSchema = `
  type Query {
    product(sku: String!): Product
    products(first: Int): ProductConnection!
  }
  type ProductConnection { nodes: [Product!]! }
  type Product {
    sku: String!
    name: String!
    description: String
    tags: [String!]!
    price: Money!
    inventory: Inventory!
  }
  type Money { amount: String! currency: String! }
  type Inventory { onHand: Int! reserved: Int! available: Int! }
`;

interface Inventory {
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
}

/** One command for each read; the stock of many products is one. */
export class PeerShop {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async product(sku: string): Promise<unknown> {
    return parse(await this.#redis.get(`peer:product:${sku}`));
  }

  async products(first: number): Promise<{ nodes: unknown[] }> {
    const skus = await this.#redis.zrange('peer:names', 0, String(first - 1));
    const found = await this.#redis.mget(skus.map((sku) => `peer:product:${sku}`));
    return { nodes: found.map(parse) };
  }

  async inventories(skus: readonly string[]): Promise<Inventory[]> {
    const found = await this.#redis.mget(skus.map((sku) => `peer:stock:${sku}`));
    return found.map((text) => {
      const { onHand, reserved } = parse(text);
      return { onHand, reserved, available: onHand - reserved };
    });
  }
}

const parse = (text: string | null) => text && JSON.parse(text);
