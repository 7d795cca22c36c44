import { type ReactNode, useRef } from 'react';
import { useScrollable } from './scrollable.ts';

/** Text as it is stored or written, which scrolls where it is long. */
export function CodeBlock({ children }: { children: ReactNode }) {
  const block = useRef<HTMLPreElement>(null);
  const scrollable = useScrollable(block);
  return (
    <pre ref={block} tabIndex={scrollable ? 0 : undefined}>
      {children}
    </pre>
  );
}
