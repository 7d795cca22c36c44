// What is recognised of the sender of a page view and counted: browser, device and operating system by the user agent, the
// kind of source by the referrer, country and region by the address. Addresses and user agents themselves stop here.

import Bowser from 'bowser';
import { LRUCache } from 'lru-cache';
import { type Origin, type Source, Sources } from './source.ts';

export interface Agent {
  readonly device: string;
  readonly browser: string;
  readonly os: string;
}

export interface Place {
  /** ISO 3166 code of two letters. */
  readonly country: string | null;
  /** Code or name within the country, if it is known. */
  readonly region: string | null;
}

/** Where an address is; null if that is not known. */
export type PlaceOf = (address: string) => Place | null;

/** A longer user agent is cut off. */
const agentLength = 512;
const agentsRemembered = 1_000;

/** The names by which these were counted before. */
const browserNames: Readonly<Record<string, string>> = {
  'Microsoft Edge': 'Edge',
  'Samsung Internet for Android': 'Samsung Internet',
  'Yandex Browser': 'Yandex',
};
const deviceNames: Readonly<Record<string, string>> = { mobile: 'Mobile', tablet: 'Tablet', tv: 'TV' };

export class Recogniser {
  readonly placeOf: PlaceOf;
  readonly #sources = new Sources();
  readonly #agents = new LRUCache<string, Agent>({ max: agentsRemembered });

  constructor(placeOf: PlaceOf = () => null) {
    this.placeOf = placeOf;
  }

  agentOf(userAgent: string): Agent {
    const text = userAgent.slice(0, agentLength);
    let agent = this.#agents.get(text);
    if (!agent) {
      agent = parseAgent(text);
      this.#agents.set(text, agent);
    }
    return agent;
  }

  sourceOf(origin: Origin): Source | null {
    return this.#sources.of(origin);
  }
}

function parseAgent(userAgent: string): Agent {
  const { browser, os, platform } = Bowser.parse(userAgent);
  return {
    device: deviceNames[platform.type ?? ''] ?? 'Desktop',
    browser: browserNames[browser.name ?? ''] ?? (browser.name || 'Other'),
    os: os.name || 'Other',
  };
}
