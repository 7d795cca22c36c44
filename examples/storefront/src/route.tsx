// The address of the page, and links that change it without loading the page anew.

import { type ReactNode, useSyncExternalStore } from 'react';

const moved = 'storefront-moved';

export function go(path: string): void {
  history.pushState(null, '', path);
  dispatchEvent(new Event(moved));
  scrollTo(0, 0);
  // Who cannot see the page hears that it is another one.
  document.getElementById('content')?.focus();
}

export function usePath(): string {
  return useSyncExternalStore(listen, () => location.pathname);
}

function listen(onChange: () => void): () => void {
  for (const name of [moved, 'popstate']) addEventListener(name, onChange);
  return () => {
    for (const name of [moved, 'popstate']) removeEventListener(name, onChange);
  };
}

export function Link({ to, children, current }: { to: string; children: ReactNode; current?: boolean }) {
  return (
    <a
      href={to}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
