// The pages of docs/ as HTML, for the browser that has the dashboard open: rendered when the dashboard is built.

import { readdirSync, readFileSync } from 'node:fs';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import type { Plugin } from 'vite';

const folder = new URL('../docs/', import.meta.url);

export const docsPages: Plugin = {
  name: 'docs pages',
  apply: 'build',
  generateBundle() {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
    for (const name of names) {
      const source = pageOf(name, readFileSync(new URL(name, folder), 'utf8'));
      this.emitFile({ type: 'asset', fileName: `docs/${name.replace(/\.md$/, '.html')}`, source });
    }
    const style = readFileSync(new URL('src/styles/docs.css', import.meta.url), 'utf8');
    this.emitFile({ type: 'asset', fileName: 'docs/docs.css', source: style });
  },
};

function pageOf(name: string, text: string): string {
  const up = '../'.repeat(name.split('/').length - 1);
  const title = /^# (.*)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? name;
  const body = micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title)} · Mortar</title>
<link rel="stylesheet" href="${up}docs.css">
</head>
<body>
<nav><a href="/dashboard/">Dashboard</a> <a href="${up}README.html">All pages</a></nav>
<main>
${withTargets(withLinks(body))}
</main>
</body>
</html>
`;
}

/** Links between pages lead to what they became; of links out of docs/ only the words stay. */
function withLinks(html: string): string {
  return html.replace(/<a href="([^"]*)">(.*?)<\/a>/gs, (link, href: string, words: string) => {
    if (/^(https?:|#)/.test(href)) return link;
    const [, path, target = ''] = /^([^#]*)(#.*)?$/.exec(href) ?? [];
    if (!path?.endsWith('.md') || /^(\.\.\/)+(?!\w+\.md)|CHANGELOG|CONTRIBUTING|SECURITY/.test(path)) return words;
    return `<a href="${path.replace(/\.md$/, '.html')}${target}">${words}</a>`;
  });
}

/** Headings get the names by which links know them, and what scrolls can be reached with the keyboard. */
function withTargets(html: string): string {
  return html
    .replace(
      /<h([2-4])>(.*?)<\/h\1>/gs,
      (_, level, words: string) => `<h${level} id="${slugOf(words)}">${words}</h${level}>`,
    )
    .replaceAll('<th></th>', '<td></td>')
    .replaceAll('<pre>', '<pre tabindex="0">')
    .replace(/<table>.*?<\/table>/gs, (table) => `<div class="table" tabindex="0">${table}</div>`);
}

function slugOf(words: string): string {
  return words
    .replace(/<[^>]*>|&\w+;/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
