// Rules about what pages say of settings, options, keys and times: that it is so.

import type { CodeBlock, Page, Piece } from './page.ts';
import type { World } from './world.ts';

export type Found = readonly [line: number, message: string];

const digits = (text: string): string => text.replaceAll(/[,_]/g, '');

/** A row or sentence about one setting that tells its default or range. */
export function settings({ text }: Page, world: World): Found[] {
  return text.split('\n').flatMap((each, index): Found[] => {
    // Of a row, what its first cell names.
    const [subject = ''] = each.startsWith('| ') ? each.slice(2).split(' | ') : [each];
    const names = [...new Set(subject.match(/\b(?:MORTAR_[A-Z0-9_]+|PORT|HOST|LOG_LEVEL)\b/g))];
    const [name] = names;
    const setting = name === undefined || names.length > 1 ? undefined : world.settings.get(name);
    if (!setting) return [];
    const found: Found[] = [];
    const [, said] = /\bDefault: ([\d,_]+)/.exec(each) ?? [];
    if (said && digits(said) !== /^\d+/.exec(digits(setting.unset))?.[0])
      found.push([index + 1, `The default of ${name} is ${setting.unset}, not ${said}.`]);
    const [, from, to] = /\bRange: ([\d,_]+)–([\d,_]+)/.exec(each) ?? [];
    const [, first, last] = /\bfrom (\d+) to (\d+)/.exec(setting.allowed) ?? [];
    if (from && to && first && (digits(from) !== first || digits(to) !== last))
      found.push([index + 1, `${name} may be ${setting.allowed}, not ${from}–${to}.`]);
    return found;
  });
}

/** What a command of the program is called with. */
export function options({ spans, blocks }: Page, { usages }: World): Found[] {
  return [...spans, ...blocks.filter(isShell).flatMap(linesOf)].flatMap(({ line, text }): Found[] =>
    [
      ...text.matchAll(/(?:\bnode dist\/main\.js|\bmortar|\bnpm (?:run )?(?=start|[a-z]+ -- )) ?([a-z]+)([^|;&#]*)/g),
    ].flatMap(([, command = '', rest = '']): Found[] => {
      const usage = usages.get(command);
      if (usage === undefined) return [];
      return [...rest.matchAll(/(?<=\s)--([a-z][\w-]*)/g)]
        .filter(([option]) => !new RegExp(`${option}(?![\\w-])`).test(usage))
        .map(([option]): Found => [line, `The command ${command} has no option ${option}.`]);
    }),
  );
}

/** Keys of Redis: those that the page of keys lists. */
export function keys({ path, spans }: Page, _world: World, pages: ReadonlyMap<string, Page>): Found[] {
  const known = pages.get('docs/redis-keys.md')?.text;
  if (known === undefined || path === 'docs/redis-keys.md') return [];
  return spans.flatMap(({ line, text }): Found[] => {
    const isKey = /^(?:[a-z-]+:)?\{[a-z-]+(?::<[^>]+>)*\}(?::|$)/.test(text);
    return !isKey || known.includes(`\`${text}`) ? [] : [[line, `docs/redis-keys.md lists no key ${text}.`]];
  });
}

/** A date in an operation is past on the day that somebody tries it. */
export function dates({ blocks }: Page): Found[] {
  return blocks
    .filter(({ language }) => language === 'graphql')
    .flatMap(linesOf)
    .filter(({ text }) => /"20\d\d-\d\d-\d\d/.test(text))
    .map(({ line }) => [line, 'The operation has a date that goes stale: use a variable.']);
}

export const isShell = ({ language }: CodeBlock): boolean => ['', 'sh', 'bash', 'console'].includes(language);

export const linesOf = ({ line, text }: CodeBlock): Piece[] =>
  text.split('\n').map((each, index) => ({ line: line + index, text: each }));
