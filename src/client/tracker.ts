// Counts the views of a page and what else it tells, as /collect.js does, for pages that are bundled.

export interface TrackerSettings {
  /** Where events are sent. Default: `/collect` of the page. */
  readonly url?: string;
  /** The registered site. Default: `default`. */
  readonly site?: string;
  /** Sends nothing for browsers that ask not to be tracked. */
  readonly respectDoNotTrack?: boolean;
  /** Stores nothing in the browser. Mortar then knows a visitor again until midnight UTC, by address and user agent. */
  readonly cookieless?: boolean;
  /**
   * Which changes of the address are page views beside the first: those of the history API (the default), also those of what follows the
   * `#`, or none.
   */
  readonly routes?: 'history' | 'hash' | 'none';
  /** HTTP status of the page, if it is not what the browser says. */
  readonly status?: number;
}

/** What an event may have beside its name: the fields of `EventInput` in the API. */
export interface TrackOptions {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly value?: { readonly amount: string; readonly currency: string };
  readonly [field: string]: unknown;
}

export interface Tracker {
  /** Empty if the browser stores nothing. */
  readonly visitorId: string;
  track(name: string, options?: TrackOptions): void;
  /** Counts no more views, and sends what is left. */
  stop(): void;
}

/** What is used of a browser. */
interface Page extends Listening {
  readonly document: Listening & { readonly referrer: string; readonly hidden: boolean };
  readonly location: {
    readonly host: string;
    readonly pathname: string;
    readonly search: string;
    readonly hash: string;
  };
  readonly performance: { getEntriesByType(type: string): readonly { readonly responseStatus?: number }[] };
  readonly history: Record<'pushState' | 'replaceState', (...given: unknown[]) => void>;
  readonly navigator: {
    readonly doNotTrack?: string | null;
    readonly globalPrivacyControl?: boolean;
    readonly language?: string;
    sendBeacon(url: string, body: string): boolean;
  };
  readonly localStorage: Record<string, string | undefined>;
}

interface Listening {
  addEventListener(type: string, listener: (event: PointerEvent) => void): void;
  removeEventListener(type: string, listener: (event: PointerEvent) => void): void;
}

/** What is used of an event; only those of clicks have a target that is looked at. */
interface PointerEvent {
  readonly button: number;
  readonly target: { closest?(selector: string): Link | null };
}

interface Link {
  readonly protocol: string;
  readonly host: string;
  readonly origin: string;
  readonly pathname: string;
  hasAttribute(name: string): boolean;
}

const limits = { waiting: 500, perCall: 100, soonMs: 200, mostMs: 60_000, secondsPerEvent: 3_600 } as const;

const files = /\.(pdf|zip|t?gz|rar|7z|dmg|exe|msi|pkg|deb|rpm|apk|iso|docx?|xlsx?|pptx?|csv|epub|mp[34])$/i;

/** Where a visitor's id is kept, also by /collect.js. */
const storage = 'mortar-visitor';

/**
 * Counts the view of this page and of those that the history API brings, the time for which they are seen, and clicks on links to other
 * sites and to files. Outside of a browser it counts nothing.
 */
export function trackPages(settings: TrackerSettings = {}): Tracker {
  const page = globalThis as unknown as Page;
  const hushed = settings.respectDoNotTrack === true && wantsNoTracking(page);
  if (page.document === undefined || hushed) return { visitorId: '', track: () => {}, stop: () => {} };
  return new PageTracker(page, settings);
}

function wantsNoTracking({ navigator }: Page): boolean {
  return navigator?.doNotTrack === '1' || navigator?.globalPrivacyControl === true;
}

class PageTracker implements Tracker {
  readonly visitorId: string;
  readonly #page: Page;
  readonly #settings: TrackerSettings;
  readonly #restore: () => void;
  #waiting: object[] = [];
  #last: string | undefined;
  #failures = 0;
  #isSending = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Since when the page has been seen; null while it is hidden. */
  #seenSinceMs: number | null = null;
  #seenMs = 0;

  constructor(page: Page, settings: TrackerSettings) {
    this.#page = page;
    this.#settings = settings;
    this.visitorId = settings.cookieless === true ? '' : visitorIdOf(page);
    this.#restore = this.#watch();
    this.#view();
  }

  track(name: string, options: TrackOptions = {}): void {
    this.#add({ type: 'CUSTOM', name, ...options });
  }

  stop(): void {
    this.#restore();
    clearTimeout(this.#timer);
    this.#leave();
  }

  #watch(): () => void {
    const { history, document } = this.#page;
    const real = { pushState: history.pushState, replaceState: history.replaceState };
    const view = (): void => this.#view();
    const click = (event: PointerEvent): void => this.#click(event);
    const leave = (): void => this.#leave();
    const turn = (): void => (document.hidden ? this.#leave() : this.#resume());
    const follows = this.#settings.routes !== 'none';
    for (const name of follows ? (['pushState', 'replaceState'] as const) : [])
      history[name] = (...given) => {
        real[name].apply(history, given);
        view();
      };
    const routed = follows ? [['popstate', view] as const, ['hashchange', view] as const] : [];
    const listeners = [...routed, ['click', click], ['auxclick', click], ['pagehide', leave]] as const;
    for (const [type, listener] of listeners) this.#page.addEventListener(type, listener);
    document.addEventListener('visibilitychange', turn);
    return () => {
      if (follows) Object.assign(history, real);
      for (const [type, listener] of listeners) this.#page.removeEventListener(type, listener);
      document.removeEventListener('visibilitychange', turn);
    };
  }

  #route(): string {
    const { pathname, hash } = this.#page.location;
    return pathname + (this.#settings.routes === 'hash' ? hash.replace(/^#!?/, '/') : '');
  }

  #view(): void {
    const route = this.#route();
    if (route === this.#last) return;
    const { referrer } = this.#page.document;
    const isFirst = this.#last === undefined;
    this.#pause();
    const isOwn = referrer.split('/')[2] === this.#page.location.host;
    this.#add({
      type: 'PAGE_VIEW',
      status: isFirst ? this.#fault() : null,
      language: this.#page.navigator.language,
      referrer: isFirst && !isOwn ? referrer : null,
    });
    this.#last = route;
    this.#seenMs = 0;
    this.#resume();
  }

  /** The status that the page was loaded with, if it is an error's. */
  #fault(): number | null {
    const [load] = this.#page.performance.getEntriesByType('navigation');
    const status = this.#settings.status ?? load?.responseStatus ?? 0;
    return status > 399 ? status : null;
  }

  #click({ button, target }: PointerEvent): void {
    const link = button < 2 ? target.closest?.('a[href]') : null;
    if (!link || !/^http/.test(link.protocol)) return;
    const isFile = link.hasAttribute('download') || files.test(link.pathname);
    if (isFile || link.host !== this.#page.location.host)
      this.#add({ type: isFile ? 'DOWNLOAD' : 'OUTBOUND', target: link.origin + link.pathname });
  }

  #resume(): void {
    if (!this.#page.document.hidden) this.#seenSinceMs = Date.now();
  }

  /** Counts whole seconds of what was seen since the last time. */
  #pause(): void {
    if (this.#seenSinceMs !== null) this.#seenMs += Date.now() - this.#seenSinceMs;
    this.#seenSinceMs = null;
    const seconds = Math.min(Math.floor(this.#seenMs / 1_000), limits.secondsPerEvent);
    if (seconds === 0) return;
    this.#seenMs = 0;
    this.#add({ type: 'ENGAGEMENT', path: this.#last, seconds });
  }

  #leave(): void {
    this.#pause();
    this.#hurry();
  }

  #add(event: object): void {
    const path = this.#route() + this.#page.location.search;
    const own = this.visitorId === '' ? {} : { visitorId: this.visitorId };
    const facts = { eventId: newId(), ...own, at: new Date() };
    this.#waiting = [...this.#waiting, { path, ...event, ...facts }].slice(-limits.waiting);
    if (this.#failures === 0) this.#sendIn(limits.soonMs);
  }

  #sendIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), ms);
  }

  async #send(): Promise<void> {
    if (this.#isSending || this.#waiting.length === 0) return;
    this.#isSending = true;
    const events = this.#waiting.slice(0, limits.perCall);
    this.#waiting = this.#waiting.slice(limits.perCall);
    try {
      const answer = await fetch(this.#url, { method: 'POST', body: this.#body(events), keepalive: true });
      if (answer.status >= 500 || answer.status === 429) throw new Error(`The answer is ${answer.status}`);
      this.#failures = 0;
    } catch {
      // With the same ids, so that none counts twice.
      this.#failures += 1;
      this.#waiting = [...events, ...this.#waiting].slice(-limits.waiting);
    }
    this.#isSending = false;
    if (this.#waiting.length > 0)
      this.#sendIn(this.#failures === 0 ? 0 : Math.min(1_000 * 2 ** this.#failures, limits.mostMs));
  }

  /** Browsers send a beacon also while the page is left. */
  #hurry(): void {
    const events = this.#waiting.slice(0, limits.perCall);
    if (events.length > 0 && this.#page.navigator.sendBeacon(this.#url, this.#body(events)))
      this.#waiting = this.#waiting.slice(limits.perCall);
  }

  get #url(): string {
    return this.#settings.url ?? '/collect';
  }

  #body(events: readonly object[]): string {
    const { site, cookieless } = this.#settings;
    return JSON.stringify({ site, cookieless, sentAt: new Date(), events });
  }
}

function visitorIdOf({ localStorage }: Page): string {
  const fresh = newId();
  try {
    const known = localStorage[storage] ?? fresh;
    localStorage[storage] = known;
    return known;
  } catch {
    // A browser that keeps nothing: the visit has an id of its own.
    return fresh;
  }
}

function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
