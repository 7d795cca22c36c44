// The dimensions that events are told apart by, once: the API's Dimension follows from this list, and so does what is
// counted of a page view, and of a click on a link.

import { metricLimits } from './bucket.ts';
import type { EventType, MetricEvent } from './event-field.ts';
import { primaryLanguage } from './language.ts';
import type { Agent, Recogniser } from './recogniser.ts';

export interface DimensionRule {
  /** Begins the names of its values in Redis. */
  readonly letter: string;
  readonly description: string;
  /** Its value for a page view, if there is one. The rules without it are those that the script counts from the steps. */
  readonly read?: (seen: Seen) => string | null | undefined;
  /** The type of the events that have it, if these are no page views. */
  readonly of?: EventType;
  /** Where visits keep it. */
  readonly profile?: ProfileKind;
}

/** What the visitor's agent tells, and where the visit came from: each is one text that many visits have in common. */
type ProfileKind = 'agent' | 'origin';

/** Whether a host, in small letters, is one of the site's own. */
export type IsOwnHost = (host: string) => boolean;

/** An event, and what several dimensions read from it. */
interface Seen {
  readonly event: MetricEvent;
  readonly recogniser: Recogniser;
  /** Of the referrer, unless it is the site itself. */
  readonly host: string | null;
  /** The parameters of its path, if there are any of a campaign. */
  readonly parameters: URLSearchParams | null;
}

export const dimensions = {
  PAGE: { letter: 'P', description: 'Path of the page, without its query and without a slash at its end.' },
  REFERRER: {
    letter: 'R',
    description: 'Host of the page that linked to the site. The site itself does not count.',
    profile: 'origin',
    read: ({ host }) => host,
  },
  SOURCE: {
    letter: 'S',
    description:
      'Kind of source of the page view: Search, Social, Mail, AI assistants, Paid, Other sites or Direct. Page views that follow a link ' +
      'within the site have none.',
    profile: 'origin',
    read: ({ event: { referrer, campaign }, host, parameters, recogniser }) =>
      recogniser.sourceOf({ referrer, host, parameters, campaign }),
  },
  COUNTRY: {
    letter: 'C',
    description: 'Country code, from the event or from the address of the visitor.',
    profile: 'agent',
    read: ({ event: { country } }) => (country && /^[a-z]{2}$/i.test(country) ? country.toUpperCase() : null),
  },
  DEVICE: {
    letter: 'D',
    description: 'Kind of device by the user agent: Desktop, Mobile, Tablet or TV.',
    profile: 'agent',
    read: agentPart('device'),
  },
  BROWSER: {
    letter: 'B',
    description: 'Family of the browser, by the user agent.',
    profile: 'agent',
    read: agentPart('browser'),
  },
  OS: {
    letter: 'O',
    description: 'Operating system, by the user agent.',
    profile: 'agent',
    read: agentPart('os'),
  },
  REGION: {
    letter: 'G',
    description:
      'Region after the code of its country, such as `US-CA`, from the event or from the address of the visitor.',
    profile: 'agent',
    read: ({ event: { region } }) => region && plain(cut(region, metricLimits.nameLength)),
  },
  NOT_FOUND: {
    letter: 'N',
    description: 'Path of a page that was viewed with the status 404 or 410.',
    read: ({ event: { status, path } }) => (status === 404 || status === 410 ? normalisePath(path as string) : null),
  },
  OUTBOUND: {
    letter: 'U',
    description: 'Host and path of a page elsewhere to which a visitor followed a link.',
    of: 'OUTBOUND',
    read: ({ event: { target } }) => targetOf(target),
  },
  DOWNLOAD: {
    letter: 'W',
    description: 'Host and path of a file that a visitor downloaded.',
    of: 'DOWNLOAD',
    read: ({ event: { target } }) => targetOf(target),
  },
  TIME_ON_PAGE: {
    letter: 'A',
    description: 'Path of a page. Its count is the seconds for which visitors saw the page.',
  },
  EVENT: { letter: 'E', description: 'Name of an event that is not a page view, or its type if it has no name.' },
  CAMPAIGN: {
    letter: 'M',
    description: 'Name of the campaign, from the event or from `utm_campaign` in its path.',
    profile: 'origin',
    read: ({ event: { campaign }, parameters }) =>
      plain(cut(campaign ?? parameters?.get('utm_campaign') ?? '', metricLimits.campaignLength)),
  },
  TRANSITION: { letter: 'T', description: 'Two consecutive steps of a session, such as `/cart → /checkout`.' },
} as const satisfies Record<string, DimensionRule>;

export type Dimension = keyof typeof dimensions;

/** What visits keep beside the dimensions; no list is counted of it. */
export const visitDimensions = {
  ENTRY_PAGE: { letter: 'I', description: 'Path of the first page of a visit. Its count is the number of visits.' },
  EXIT_PAGE: { letter: 'Q', description: 'Path of the last page of a visit. Its count is the number of visits.' },
  LANGUAGE: {
    letter: 'L',
    profile: 'agent',
    description: 'Language of the visitor, such as `de`.',
    read: ({ event: { language } }) => primaryLanguage(language),
  },
  UTM_SOURCE: {
    letter: 'X',
    profile: 'origin',
    description: 'Value of `utm_source` in the address of a page view.',
    read: parameter('utm_source'),
  },
  UTM_MEDIUM: {
    letter: 'Y',
    profile: 'origin',
    description: 'Value of `utm_medium` in the address of a page view.',
    read: parameter('utm_medium'),
  },
  UTM_TERM: {
    letter: 'K',
    profile: 'origin',
    description: 'Value of `utm_term` in the address of a page view.',
    read: parameter('utm_term'),
  },
  UTM_CONTENT: {
    letter: 'V',
    profile: 'origin',
    description: 'Value of `utm_content` in the address of a page view.',
    read: parameter('utm_content'),
  },
} as const satisfies Record<string, DimensionRule>;

/** What visits can be grouped by. */
export type VisitDimension = Dimension | keyof typeof visitDimensions;

export const allDimensions = { ...dimensions, ...visitDimensions };

/** Whether lists are counted of a dimension, and not only visits have it. */
export function isListed(dimension: VisitDimension): dimension is Dimension {
  return dimension in dimensions;
}

/** The rules of each type of event, and whether lists are counted of them. */
const rulesOf = new Map<EventType, { readonly rule: DimensionRule; readonly isListed: boolean }[]>();
for (const [isListed, rules] of [
  [true, dimensions],
  [false, visitDimensions],
] as const)
  for (const rule of Object.values(rules) as DimensionRule[]) {
    const type = rule.of ?? 'PAGE_VIEW';
    if (rule.read) rulesOf.set(type, [...(rulesOf.get(type) ?? []), { rule, isListed }]);
  }

/** Between the values of a profile, and between the name of a property and its value. */
export const propertyLetter = 'Z';
export const profileMarks = { value: '\u0001', property: '\u0002' } as const;

export interface Values {
  /** Of the dimensions of which lists are counted, each after its dimension's letter. */
  readonly listed: readonly string[];
  /** What the visit keeps: a text of each kind, empty where nothing is known. */
  readonly profiles: Readonly<Record<ProfileKind, string>>;
}

/** @param isOwn tells the site's hosts beside the one that it may be named after. */
export function valuesOf(event: MetricEvent, site: string, recogniser: Recogniser, isOwn?: IsOwnHost): Values {
  const seen =
    event.type === 'PAGE_VIEW'
      ? viewed(event, site, recogniser, isOwn)
      : { event, recogniser, host: null, parameters: null };
  const found: string[] = [];
  const profiles = { agent: '', origin: '' };
  for (const { rule, isListed } of rulesOf.get(event.type) ?? []) {
    const { letter, read, profile } = rule;
    const value = read?.(seen);
    if (!value) continue;
    if (isListed) found.push(letter + value);
    if (profile) profiles[profile] += (profiles[profile] && profileMarks.value) + letter + value;
  }
  return { listed: found, profiles };
}

function viewed(event: MetricEvent, site: string, recogniser: Recogniser, isOwn?: IsOwnHost): Seen {
  const query = /\?([^#]*)/.exec(event.path as string)?.[1];
  return {
    event,
    recogniser,
    host: referrerOf(event.referrer, site, isOwn),
    parameters: query?.includes('utm_') ? new URLSearchParams(query) : null,
  };
}

function agentPart(part: keyof Agent): DimensionRule['read'] {
  return ({ event: { userAgent }, recogniser }) => userAgent && recogniser.agentOf(userAgent)[part];
}

function parameter(name: string): DimensionRule['read'] {
  return ({ parameters }) => plain(cut(parameters?.get(name) ?? '', metricLimits.campaignLength));
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

/** The host that the visitor came from; null for none and for the site itself. */
function referrerOf(referrer: string | null | undefined, site: string, isOwn?: IsOwnHost): string | null {
  const host = /^(?:(?:https?|android-app):\/\/)?(?:[^/?#]*@)?([a-z0-9.-]+\.[a-z0-9-]+|localhost)(?::\d+)?(?:[/?#]|$)/i
    .exec(referrer ?? '')?.[1]
    ?.toLowerCase();
  if (!host || isOwn?.(host) || withoutWww(host) === withoutWww(site.toLowerCase())) return null;
  return withoutWww(host).slice(0, metricLimits.referrerLength);
}

export const withoutWww = (host: string): string => host.replace(/^www\./, '');
