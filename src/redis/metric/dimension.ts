// The dimensions that events are told apart by, once: the API's Dimension follows from this list, and so does what is
// counted of a page view, and of a click on a link.

import { metricLimits } from './bucket.ts';
import type { EventType, MetricEvent } from './event-field.ts';
import type { Agent, Recogniser } from './recogniser.ts';

interface DimensionRule {
  /** Begins the names of its values in Redis. */
  readonly letter: string;
  readonly description: string;
  /** Its value for a page view, if there is one. The rules without it are those that the script counts from the steps. */
  readonly read?: (event: MetricEvent, site: string, recogniser: Recogniser) => string | null | undefined;
  /** The type of the events that have it, if these are no page views. */
  readonly of?: EventType;
}

export const dimensions = {
  PAGE: { letter: 'P', description: 'Path of the page, without its query and without a slash at its end.' },
  REFERRER: {
    letter: 'R',
    description: 'Host of the page that linked to the site. The site itself does not count.',
    read: ({ referrer }, site) => referrerOf(referrer, site),
  },
  SOURCE: {
    letter: 'S',
    description:
      'Kind of source of the page view: Search, Social, Mail, AI assistants, Paid, Other sites or Direct. Page views that follow a link ' +
      'within the site have none.',
    read: ({ referrer, path, campaign }, site, recogniser) =>
      recogniser.sourceOf({ referrer, host: referrerOf(referrer, site), path: path as string, campaign }),
  },
  COUNTRY: {
    letter: 'C',
    description: 'Country code, from the event or from the address of the visitor.',
    read: ({ country }) => (country && /^[a-z]{2}$/i.test(country) ? country.toUpperCase() : null),
  },
  DEVICE: {
    letter: 'D',
    description: 'Kind of device by the user agent: Desktop, Mobile, Tablet or TV.',
    read: agentPart('device'),
  },
  BROWSER: {
    letter: 'B',
    description: 'Family of the browser, by the user agent.',
    read: agentPart('browser'),
  },
  OS: { letter: 'O', description: 'Operating system, by the user agent.', read: agentPart('os') },
  REGION: {
    letter: 'G',
    description:
      'Region after the code of its country, such as `US-CA`, from the event or from the address of the visitor.',
    read: ({ region }) => region && plain(cut(region, metricLimits.nameLength)),
  },
  NOT_FOUND: {
    letter: 'N',
    description: 'Path of a page that was viewed with the status 404 or 410.',
    read: ({ status, path }) => (status === 404 || status === 410 ? normalisePath(path as string) : null),
  },
  OUTBOUND: {
    letter: 'U',
    description: 'Host and path of a page elsewhere to which a visitor followed a link.',
    of: 'OUTBOUND',
    read: ({ target }) => targetOf(target),
  },
  DOWNLOAD: {
    letter: 'W',
    description: 'Host and path of a file that a visitor downloaded.',
    of: 'DOWNLOAD',
    read: ({ target }) => targetOf(target),
  },
  TIME_ON_PAGE: {
    letter: 'A',
    description: 'Path of a page. Its count is the seconds for which visitors saw the page.',
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

/** The values of an event, each after its dimension's letter. */
export function valuesOf(event: MetricEvent, site: string, recogniser: Recogniser): string[] {
  return rules.flatMap(({ letter, read, of = 'PAGE_VIEW' }) => {
    const value = of === event.type ? read?.(event, site, recogniser) : null;
    return value ? [letter + value] : [];
  });
}

function agentPart(part: keyof Agent): DimensionRule['read'] {
  return ({ userAgent }, _site, recogniser) => userAgent && recogniser.agentOf(userAgent)[part];
}

/** `https://cdn.example/a.pdf?x=1` becomes `cdn.example/a.pdf`; a path of the site stays one. */
function targetOf(target: string | null | undefined): string | null {
  if (!target) return null;
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?([^/?#]+)/i.exec(target)?.[1] ?? '';
  return cut(host.toLowerCase() + normalisePath(target), metricLimits.pathLength);
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
  const host =
    /^(?:(?:https?|android-app):\/\/)?(?:[^/?#]*@)?([a-z0-9.-]+\.[a-z0-9-]+|localhost)(?::\d+)?(?:[/?#]|$)/i.exec(
      referrer ?? '',
    )?.[1];
  if (!host) return null;
  const name = host
    .toLowerCase()
    .replace(/^www\./, '')
    .slice(0, metricLimits.referrerLength);
  return name === site.toLowerCase().replace(/^www\./, '') ? null : name;
}
