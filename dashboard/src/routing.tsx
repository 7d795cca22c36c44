// Addresses under /dashboard/: a page's name, then what of it is shown, as in /dashboard/queues/orders. What is chosen on a page stands
// in the query, so that a link leads to the same view.

import { type AnchorHTMLAttributes, type MouseEvent, useSyncExternalStore } from 'react';

const base = '/dashboard/';
const moved = 'mortar:moved';

export interface Place {
  page: string;
  /** What of the page is shown: a queue's or a policy's name. */
  item: string | undefined;
}

export function usePlace(): Place {
  const path = useSyncExternalStore(subscribe, () => window.location.pathname);
  const [page = '', item, ...more] = path.slice(base.length).split('/').map(decode);
  // No page has anything deeper: the whole is the name of none.
  if (more.some(Boolean)) return { page: path.slice(base.length), item: undefined };
  return { page, item: item || undefined };
}

/** As it stands where it is no encoded text: no page has such a name, and the page says so. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>;
type Change = (changes: Parameters) => void;

/**
 * What is chosen on a page, and how to change it: in place, or as a step that the browser's history goes back from. Those that are
 * undefined are taken out of the address.
 */
export function useParameters(): [URLSearchParams, Change, Change] {
  const search = useSyncExternalStore(subscribe, () => window.location.search);
  return [new URLSearchParams(search), setParameters, pushParameters];
}

/** One of a few; what is not one of them counts as `otherwise`, which needs no place in the address. */
export function useChoice<Value extends string>(
  name: string,
  values: readonly Value[],
  otherwise: Value,
): [Value, (value: Value) => void] {
  const [parameters] = useParameters();
  const given = parameters.get(name);
  const value = values.find((each) => each.toLowerCase() === given) ?? otherwise;
  return [value, (next) => setParameters({ [name]: next === otherwise ? undefined : next.toLowerCase() })];
}

function setParameters(changes: Parameters): void {
  window.history.replaceState(null, '', changedAddress(changes));
  window.dispatchEvent(new Event(moved));
}

function pushParameters(changes: Parameters): void {
  window.history.pushState(null, '', changedAddress(changes));
  window.dispatchEvent(new Event(moved));
}

function changedAddress(changes: Parameters): string {
  const query = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name);
    for (const each of value === undefined ? [] : [value].flat()) query.append(name, each);
  }
  const text = query.toString();
  return window.location.pathname + (text && `?${text}`) + window.location.hash;
}

function addressOf(page: string, item?: string): string {
  return base + encodeURIComponent(page) + (item === undefined ? '' : `/${encodeURIComponent(item)}`);
}

export function goTo(page: string, item?: string): void {
  window.history.pushState(null, '', addressOf(page, item));
  navigated = true;
  window.dispatchEvent(new Event(moved));
}

// The browser moves the focus to the start of a page that it loads; of one that is drawn anew the dashboard does.
let navigated = false;
window.addEventListener('popstate', () => {
  navigated = true;
});

/** The next page that is drawn is another one to the reader, as after a log-in. */
export function announceArrival(): void {
  navigated = true;
}

/** Whether the reader came from another page of the dashboard: true once for each time. */
export function takeArrival(): boolean {
  const arrived = navigated;
  navigated = false;
  return arrived;
}

interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  page: string;
  item?: string;
  /** Before the page changes, here and not in a new tab. */
  onNavigate?(): void;
}

export function Link({ page, item, onNavigate, ...rest }: LinkProps) {
  function follow(event: MouseEvent): void {
    // A new tab or window is the browser's business.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onNavigate?.();
    goTo(page, item);
  }
  return <a {...rest} href={addressOf(page, item)} onClick={follow} />;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  window.addEventListener(moved, listener);
  return () => {
    window.removeEventListener('popstate', listener);
    window.removeEventListener(moved, listener);
  };
}
