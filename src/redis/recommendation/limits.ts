// What bounds the recommendations, and how what was learned fades.

export const recommendationLimits = {
  /** Neighbours counted of one product, the most frequent ones: about 100 bytes each. */
  maxNeighbours: 400,
  /**
   * Products of one event that are paired with each other, each with all others. Of more, as a wholesaler may order, so many
   * are drawn by lot: 600 make 359,400 pairs, which keep Redis busy for half a second, in steps of one product each.
   */
  maxTogether: 600,
  /** Pairs that are handed to Redis at a time. */
  pairsAtOnce: 5_000,
  /** Together at least so often, weighed, before they recommend each other: one purchase alone is not enough. */
  minSupport: 5.5,
  /** A neighbour's count is divided by how often it is wanted at all, to this power. */
  frequencyPower: 0.1,
  halfLifeMs: 30 * 24 * 3_600_000,
  ttlMs: 180 * 24 * 3_600_000,
  /** An event counts once; it is remembered so long. */
  rememberMs: 7 * 24 * 3_600_000,
  /** The most frequent neighbours, which are ranked. */
  maxRanked: 100,
  /** The closest of them, which are shown. */
  maxShown: 60,
  /** Products of a basket, the last ones, that recommendations for it go by. */
  maxBasket: 20,
  rankedAtOnce: 10,
  /** Events of one call. */
  maxEvents: 1_000,
  maxEventIdLength: 200,
  /** Of what goes with products so many times as many are looked at as are asked for: some are not in stock. */
  candidatesPerPick: 3,
  /** Products that sell best among which the rest is found. */
  bestSelling: 100,
  /** An owner's newest orders, which recommendations for the owner go by beside the cart. */
  newestOrders: 5,
  /** Products of which it is known how much they are wanted at present, as many in each shard. */
  maxTrending: 200_000,
  page: { default: 6, max: 50 },
} as const;

/** Counts are kept as of this moment: newer events weigh more, which is how older ones fade. */
export const decayEpochMs = 1_735_689_600_000;
