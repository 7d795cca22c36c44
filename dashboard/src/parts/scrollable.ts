// What scrolls by itself takes the focus, so that the keyboard reaches all of it.

import { type RefObject, useEffect, useState } from 'react';

/** Whether the element has more than it shows, as it is now. */
export function useScrollable(ref: RefObject<HTMLElement | null>): boolean {
  const [scrollable, setScrollable] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const look = (): void =>
      setScrollable(element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight);
    const observer = new ResizeObserver(look);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    look();
    return () => observer.disconnect();
  }, [ref]);
  return scrollable;
}
