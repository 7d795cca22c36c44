// Counts the views of a page and what else it tells, as /collect.js does, for pages that are bundled.

export interface TrackerSettings {
  /** Where events are sent. Default: `/collect` of the page. */
  readonly url?: string;
  /** The registered site. Default: `default`. */
  readonly site?: string;
  /** Sends nothing for browsers that ask not to be tracked. */
  readonly respectDoNotTrack?: boolean;
}

/** What an event may have beside its name: the fields of `EventInput` in the API. */
export interface TrackOptions {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly value?: { readonly amount: string; readonly currency: string };
  readonly [field: string]: unknown;
}

export interface Tracker {
  readonly visitorId: string;
  track(name: string, options?: TrackOptions): void;
  /** Counts no more views, and sends what is left. */
  stop(): void;
}

/** What is used of a browser. */
interface Page {
  readonly document: { readonly referrer: string };
  readonly location: { readonly pathname: string; readonly search: string };
  readonly history: Record<'pushState' | 'replaceState', (...given: unknown[]) => void>;
  readonly navigator: {
    readonly doNotTrack?: string | null;
    readonly globalPrivacyControl?: boolean;
    sendBeacon(url: string, body: string): boolean;
  };
  readonly localStorage: Record<string, string | undefined>;
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

const limits = { waiting: 500, perCall: 100, soonMs: 200, mostMs: 60_000 } as const;

/** Where a visitor's id is kept, also by /collect.js. */
const storage = 'mortar-visitor';

/** Counts the view of this page and of those that the history API brings. Outside of a browser it counts nothing. */
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

  constructor(page: Page, settings: TrackerSettings) {
    this.#page = page;
    this.#settings = settings;
    this.visitorId = visitorIdOf(page);
    this.#restore = this.#watch();
    this.#view();
  }

  track(name: string, options: TrackOptions = {}): void {
    this.#add({ type: 'CUSTOM', name, ...options });
  }

  stop(): void {
    this.#restore();
    clearTimeout(this.#timer);
    this.#hurry();
  }

  #watch(): () => void {
    const { history } = this.#page;
    const real = { pushState: history.pushState, replaceState: history.replaceState };
    const view = (): void => this.#view();
    const leave = (): void => this.#hurry();
    for (const name of ['pushState', 'replaceState'] as const)
      history[name] = (...given) => {
        real[name].apply(history, given);
        view();
      };
    this.#page.addEventListener('popstate', view);
    this.#page.addEventListener('pagehide', leave);
    return () => {
      Object.assign(history, real);
      this.#page.removeEventListener('popstate', view);
      this.#page.removeEventListener('pagehide', leave);
    };
  }

  #view(): void {
    const { pathname } = this.#page.location;
    if (pathname === this.#last) return;
    this.#add({ type: 'PAGE_VIEW', referrer: this.#last === undefined ? this.#page.document.referrer : null });
    this.#last = pathname;
  }

  #add(event: object): void {
    const { pathname, search } = this.#page.location;
    const facts = { eventId: newId(), visitorId: this.visitorId, path: pathname + search, at: new Date() };
    this.#waiting = [...this.#waiting, { ...event, ...facts }].slice(-limits.waiting);
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
    return JSON.stringify({ site: this.#settings.site, sentAt: new Date(), events });
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
