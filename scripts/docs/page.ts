// A page of the documentation, taken apart: what it links to, what it sets in code, and the headings that it can be linked at.

import GithubSlugger from 'github-slugger';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';

export interface Piece {
  readonly line: number;
  readonly text: string;
}

export interface CodeBlock extends Piece {
  readonly language: string;
}

export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly links: readonly Piece[];
  readonly anchors: ReadonlySet<string>;
  /** Code within a sentence. */
  readonly spans: readonly Piece[];
  readonly blocks: readonly CodeBlock[];
}

export function readPage(path: string, text: string): Page {
  const links: Piece[] = [];
  const anchors = new Set<string>();
  const spans: Piece[] = [];
  const blocks: CodeBlock[] = [];
  const slugger = new GithubSlugger();
  visit(fromMarkdown(text), (node) => {
    const line = node.position?.start.line ?? 0;
    if (node.type === 'heading') anchors.add(slugger.slug(textOf(node)));
    else if (node.type === 'link' || node.type === 'image' || node.type === 'definition')
      links.push({ line, text: node.url });
    else if (node.type === 'inlineCode') spans.push({ line, text: node.value.replaceAll('\n', ' ') });
    else if (node.type === 'code') blocks.push({ line: line + 1, text: node.value, language: node.lang ?? '' });
    else if (node.type === 'html') {
      for (const [, name] of node.value.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(name as string);
    }
  });
  return { path, text, links, anchors, spans, blocks };
}
