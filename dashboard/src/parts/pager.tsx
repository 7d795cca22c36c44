// A long list a page at a time: the cursors that led to the page shown, and the two buttons that leave it.

import { useState } from 'react';

interface PageInfo {
  hasNextPage: boolean;
  endCursor: string | null;
}

export interface Pages {
  /** Where the page shown begins; undefined for the first. */
  after: string | undefined;
  isFirst: boolean;
  forward(cursor: string): void;
  back(): void;
  /** To the first page, as when another list is chosen. */
  restart(): void;
}

export function usePages(): Pages {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  return {
    after: cursors.at(-1),
    isFirst: cursors.length === 0,
    forward: (cursor) => setCursors([...cursors, cursor]),
    back: () => setCursors(cursors.slice(0, -1)),
    restart: () => setCursors([]),
  };
}

interface PagerProps {
  pages: Pages;
  pageInfo: PageInfo;
  /** What the buttons say: where a page back and a page on lead. */
  labels?: readonly [back: string, forward: string];
}

/** Nothing where one page holds the whole list. */
export function Pager({ pages, pageInfo: { hasNextPage, endCursor }, labels = ['Newer', 'Older'] }: PagerProps) {
  if (pages.isFirst && !hasNextPage) return null;
  return (
    <div className="actions">
      <button type="button" disabled={pages.isFirst} onClick={pages.back}>
        {labels[0]}
      </button>
      <button
        type="button"
        disabled={!hasNextPage || endCursor === null}
        onClick={() => endCursor !== null && pages.forward(endCursor)}
      >
        {labels[1]}
      </button>
    </div>
  );
}
