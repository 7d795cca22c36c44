// Addresses under /dashboard/: a page's name, then what of it is shown, as in /dashboard/queues/orders.

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
  const [page = '', item] = path.slice(base.length).split('/').map(decodeURIComponent);
  return { page, item: item || undefined };
}

function addressOf(page: string, item?: string): string {
  return base + encodeURIComponent(page) + (item === undefined ? '' : `/${encodeURIComponent(item)}`);
}

export function goTo(page: string, item?: string): void {
  window.history.pushState(null, '', addressOf(page, item));
  window.dispatchEvent(new Event(moved));
}

interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  page: string;
  item?: string;
}

export function Link({ page, item, ...rest }: LinkProps) {
  function follow(event: MouseEvent): void {
    // A new tab or window is the browser's business.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
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
