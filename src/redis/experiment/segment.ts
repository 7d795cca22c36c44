// What an exposure tells of its visitor, so that results can be shown for parts of the visitors. Each has few values.

import { isCountry } from '../base/country.ts';
import { type PlaceOf, Recogniser } from '../metric/recogniser.ts';

export const segmentDimensions = ['DEVICE', 'COUNTRY', 'SOURCE', 'VISITOR'] as const;
export type SegmentDimension = (typeof segmentDimensions)[number];

/** What may be said of a visitor who is assigned a variant. */
export interface ExposureFacts {
  readonly userAgent?: string | null | undefined;
  readonly ipAddress?: string | null | undefined;
  readonly country?: string | null | undefined;
  /** Address of the page that led to the site; empty if there was none. */
  readonly referrer?: string | null | undefined;
  /** Whether the visitor was there before. */
  readonly returning?: boolean | null | undefined;
}

const longestReferrer = 2_000;

export class Traits {
  readonly #recogniser: Recogniser;

  constructor(placeOf?: PlaceOf) {
    this.#recogniser = new Recogniser(placeOf);
  }

  /** Each as "dimension:value". Addresses and user agents stop here. */
  of(facts: ExposureFacts): string[] {
    const values: Record<SegmentDimension, string | null | undefined> = {
      DEVICE: facts.userAgent ? this.#recogniser.agentOf(facts.userAgent).device : null,
      COUNTRY: this.#countryOf(facts),
      SOURCE: this.#sourceOf(facts.referrer?.slice(0, longestReferrer)),
      VISITOR: facts.returning == null ? null : facts.returning ? 'Returning' : 'New',
    };
    return segmentDimensions.flatMap((dimension) => (values[dimension] ? [`${dimension}:${values[dimension]}`] : []));
  }

  #countryOf({ country, ipAddress }: ExposureFacts): string | null {
    const code = country?.toUpperCase() ?? (ipAddress ? this.#recogniser.placeOf(ipAddress)?.country : null);
    return code && isCountry(code) ? code : null;
  }

  #sourceOf(referrer: string | undefined): string | null {
    const host = referrer && URL.canParse(referrer) ? new URL(referrer).hostname.replace(/^www\./, '') : null;
    return this.#recogniser.sourceOf({ referrer, host, parameters: null, campaign: null });
  }
}

/** Of the visitors with one value, how many each variant has. */
export interface SegmentCounts {
  readonly dimension: SegmentDimension;
  /** Null for all those together that have no place of their own. */
  readonly value: string | null;
  readonly arms: readonly { readonly variant: string; readonly exposures: number; readonly conversions: number }[];
}
