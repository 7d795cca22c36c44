// The dimensions that events are told apart by, once: the API's Dimension follows from this list, and so does what is
// counted of a page view.

import { browserOf, deviceOf } from './agent.ts';
import { metricLimits } from './bucket.ts';
import type { MetricEvent } from './event-field.ts';

interface DimensionRule {
  /** Begins the names of its values in Redis. */
  readonly letter: string;
  readonly description: string;
  /** Its value for a page view, if there is one. The rules without it are those that the script counts from the steps. */
  readonly read?: (event: MetricEvent, site: string) => string | null | undefined;
}

export const dimensions = {
  PAGE: { letter: 'P', description: 'Path of the page, without its query and without a slash at its end.' },
  REFERRER: {
    letter: 'R',
    description: 'Host of the page that linked to the site. The site itself does not count.',
    read: ({ referrer }, site) => referrerOf(referrer, site),
  },
  COUNTRY: {
    letter: 'C',
    description: 'Country code, if the sender gave one.',
    read: ({ country }) => (country && /^[a-z]{2}$/i.test(country) ? country.toUpperCase() : null),
  },
  DEVICE: {
    letter: 'D',
    description: 'Kind of device by the user agent: Desktop, Mobile or Tablet.',
    read: ({ userAgent }) => userAgent && deviceOf(userAgent),
  },
  BROWSER: {
    letter: 'B',
    description: 'Family of the browser, by the user agent.',
    read: ({ userAgent }) => userAgent && browserOf(userAgent),
  },
  EVENT: { letter: 'E', description: 'Name of an event that is not a page view, or its type if it has no name.' },
  CAMPAIGN: {
    letter: 'M',
    description: 'Name of the campaign, from the event or from `utm_campaign` in its path.',
    read: ({ campaign, path }) => plain(cut(campaign ?? campaignOf(path as string) ?? '', metricLimits.campaignLength)),
  },
  TRANSITION: { letter: 'T', description: 'Two consecutive steps of a session, such as `/cart → /checkout`.' },
} as const satisfies Record<string, DimensionRule>;

export type Dimension = keyof typeof dimensions;

const rules: readonly DimensionRule[] = Object.values(dimensions);

/** The values of a page view, each after its dimension's letter. */
export function valuesOf(event: MetricEvent, site: string): string[] {
  return rules.flatMap(({ letter, read }) => {
    const value = read?.(event, site);
    return value ? [letter + value] : [];
  });
}

/** Control characters separate the steps of a journal, and half a surrogate pair is no text. */
export function plain(text: string): string {
  return text.replace(/\p{Cc}|\p{Surrogate}/gu, ' ');
}

/** The beginning of a text, cut between two characters. */
export function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}

/** `/%D1%87%D0%B0%D0%B9` becomes `/чай`. What is no text, and characters of ASCII, stay as they are. */
function readable(path: string): string {
  return path.replace(/(?:%[89A-F][0-9A-F])+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}

/** `https://shop.example//sale/?utm_campaign=x#top` becomes `/sale`. */
export function normalisePath(path: string): string {
  const bare = path
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
    .replace(/[?#].*$/s, '')
    .replace(/\/{2,}/g, '/')
    .replace(/(?<=.)\/$/, '');
  return cut(plain(readable(bare.startsWith('/') ? bare : `/${bare}`)), metricLimits.pathLength);
}

function campaignOf(path: string): string | null {
  const query = /\?([^#]*)/.exec(path)?.[1];
  return query ? new URLSearchParams(query).get('utm_campaign') : null;
}

/** The host that the visitor came from; null for none and for the site itself. */
function referrerOf(referrer: string | null | undefined, site: string): string | null {
  const host = /^(?:https?:\/\/)?(?:[^/?#]*@)?([a-z0-9.-]+\.[a-z0-9-]+|localhost)(?::\d+)?(?:[/?#]|$)/i.exec(
    referrer ?? '',
  )?.[1];
  if (!host) return null;
  const name = host
    .toLowerCase()
    .replace(/^www\./, '')
    .slice(0, metricLimits.referrerLength);
  return name === site.toLowerCase().replace(/^www\./, '') ? null : name;
}
