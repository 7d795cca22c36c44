// Holds pages against what exists: each rule finds one kind of name that is nothing.

import { dirname, join } from 'node:path/posix';
import { type DocumentNode, isInputObjectType, isInterfaceType, isObjectType, parse, validate } from 'graphql';
import { dates, type Found, isShell, keys, linesOf, options, settings } from './facts.ts';
import { type Page, readPage } from './page.ts';
import { sourceOf, type World } from './world.ts';

export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

type Rule = (page: Page, world: World, pages: ReadonlyMap<string, Page>) => Found[];

/** @param texts pages by their paths */
export function checkDocs(texts: ReadonlyMap<string, string>, world: World): Finding[] {
  const pages = new Map([...texts].map(([path, text]) => [path, readPage(path, text)]));
  return [...pages.values()].flatMap((page) =>
    rules
      .flatMap((rule) => rule(page, world, pages))
      .map(([line, message]) => ({ path: page.path, line, message }))
      .sort((a, b) => a.line - b.line),
  );
}

const rules: readonly Rule[] = [
  links,
  paths,
  commandLines,
  tests,
  promises,
  requirements,
  imports,
  variables,
  graphqlBlocks,
  coordinates,
  symbols,
  settings,
  options,
  keys,
  dates,
];

function links({ path, links }: Page, world: World, pages: ReadonlyMap<string, Page>): Found[] {
  return links.flatMap(({ line, text }): Found[] => {
    if (/^[a-z]+:/.test(text)) return [];
    const [file = '', anchor] = text.split('#');
    const target = file === '' ? path : join(dirname(path), file);
    if (!pages.has(target) && !exists(target, world)) return [[line, `The link ${text} leads to no file.`]];
    const page = pages.get(target);
    if (anchor === undefined || !page || page.anchors.has(anchor)) return [];
    return [[line, `The link ${text} leads to no heading of ${target}.`]];
  });
}

const folders = /^(?:src|tests|docs|scripts|bench|dashboard|dist|examples|deploy)\//;

/** What every program of a reader has, whatever the page is about. */
const ofPrograms = /^mortar\.config\.ts$/;

/** Files and folders that a sentence or a command line names. */
function paths({ spans, blocks, text: all }: Page, world: World): Found[] {
  // What the reader is to make, or what a program of the page writes.
  const saved = new Set([...all.matchAll(/(?:Save this as `|\S > )([^\s`]+)`/g)].map(([, name]) => name));
  const named = [...spans, ...blocks.filter(isShell).flatMap(linesOf)].flatMap(({ line, text }) =>
    text.split(/[\s'"]+/).map((word) => ({ line, text: word.replace(/^\.\//, '').replace(/[,.:;)]+$/, '') })),
  );
  return named.flatMap(({ line, text }): Found[] => {
    const isPath = folders.test(text) && !text.includes('=');
    const isName = /^[\w.-]+\.(?:ts|tsx|mjs|lua|md|graphql)$/.test(text);
    if ((!isPath && !isName) || saved.has(text) || ofPrograms.test(text)) return [];
    return exists(text, world) || (isName && [...world.files].some((file) => file.endsWith(`/${text}`)))
      ? []
      : [[line, `There is no file ${text}.`]];
  });
}

/** With `<word>` and `*` for any part of a name. A built file exists where its source does. */
function exists(path: string, { files }: World): boolean {
  const source = sourceOf(path.replace(/\/$/, ''));
  if (source === '' || source === '.' || source === 'src' || files.has(source)) return true;
  const pattern = new RegExp(
    `^${source
      .replace(/[.+?^$()|[\]\\]/g, '\\$&')
      .replace(/\{([^}]*)\}/g, (_braces, list: string) => `(?:${list.replaceAll(',', '|')})`)
      .replace(/<[^>]+>|\*\*?/g, (found) => (found === '**' ? '.*' : '[^/]*'))}(?:/|$)`,
  );
  return [...files].some((file) => pattern.test(file));
}

/** What is run: npm scripts, benches and trials by name, binaries, and commands of the program. */
function commandLines({ spans, blocks }: Page, world: World): Found[] {
  return [...spans, ...blocks.filter(isShell).flatMap(linesOf)].flatMap(({ line, text }): Found[] => {
    const found: Found[] = [];
    for (const [, script = ''] of text.matchAll(/\bnpm (?:run |(?=start|test))(?:-s )?([a-z][\w:-]*)/g))
      if (!world.npmScripts.has(script)) found.push([line, `package.json has no script ${script}.`]);
    for (const [, folder, name] of text.matchAll(/\bnpm run (bench|chaos) -- ([a-z][\w-]*)/g)) {
      const file = folder === 'bench' ? `bench/${name}.ts` : `bench/chaos/${name}.ts`;
      if (!world.files.has(file)) found.push([line, `npm run ${folder} knows no ${name}: there is no ${file}.`]);
    }
    for (const [, binary = ''] of text.matchAll(/\bnpx ([a-z][\w-]*)/g))
      if (!world.binaries(binary)) found.push([line, `npx finds no ${binary} among the installed packages.`]);
    for (const [, command = ''] of text.matchAll(
      /(?:\bnode dist\/main\.js|(?:^|(?<! exec)[`\s])mortar) ([a-z][\w-]*)/g,
    ))
      if (!world.commands.has(command)) found.push([line, `dist/main.js has no command ${command}.`]);
    for (const [, project = ''] of text.matchAll(/--project[ =]([\w-]+)/g))
      if (!/^(?:single|cluster)$/.test(project)) found.push([line, `Vitest has no project ${project}.`]);
    return found;
  });
}

const namedTest = /`(tests\/[\w./-]+\.test\.ts)` "([^"]+)"/g;

/** Tests by their file and name, as in `tests/job/full.test.ts` "works off its backlog". */
function tests({ text }: Page, { textOf }: World): Found[] {
  return text.split('\n').flatMap((each, index) =>
    [...each.matchAll(namedTest)].flatMap(([, file = '', name = '']): Found[] => {
      const source = textOf(file);
      const titles = [
        ...source.matchAll(/\b(?:it|test|describe)(?:\.\w+)*\([^'"`]*(['"`])((?:(?!\1).)*)\1/g),
        // Those of `each` stand behind its cases.
        ...source.matchAll(/[\])]\)\(\s*(['"`])((?:(?!\1).)*)\1,/g),
      ];
      const isThere = titles.some(([, , title = '']) => title === name || title === `%s: ${name}`);
      return isThere ? [] : [[index + 1, `${file} has no test named ${name}.`]];
    }),
  );
}

/** Each line of the guarantees names what shows it, or says that nothing is promised. */
function promises({ path, text }: Page): Found[] {
  if (!path.endsWith('guarantees.md')) return [];
  return text.split('\n').flatMap((each, index): Found[] => {
    if (!each.startsWith('| ') || each.startsWith('| fault |')) return [];
    const isShown =
      /nothing is promised/i.test(each) || each.match(namedTest) || /`npm run chaos -- [a-z]+`/.test(each);
    return isShown ? [] : [[index + 1, 'The line names no test and no chaos run that shows it.']];
  });
}

/** Each requirement of accounts that is met names the test that shows it. */
function requirements({ path, text }: Page): Found[] {
  if (!path.endsWith('security.md')) return [];
  let isOfAccounts = false;
  return text.split('\n').flatMap((each, index): Found[] => {
    if (each.startsWith('### ')) isOfAccounts = /^### V(?:6|7|10) /.test(each);
    const isClaim = isOfAccounts && /^\| \d/.test(each) && / \| (?:met|in part|by setting) \| /.test(each);
    return isClaim && !each.match(namedTest) ? [[index + 1, 'The requirement names no test that shows it.']] : [];
  });
}

/** Names that an example takes from the library. */
function imports({ blocks }: Page, { exports }: World): Found[] {
  return blocks.flatMap(({ line, text }) =>
    [...text.matchAll(/import (?:type )?\{([^}]*)\} from '(mortar[^']*)'/g)].flatMap(
      ([, list = '', door = ''], _at): Found[] => {
        const known = exports[door];
        if (!known) return [[line, `The package has no entry ${door}.`]];
        return list
          .split(',')
          .map((name) =>
            name
              .trim()
              .replace(/^type /, '')
              .replace(/ as .*$/, ''),
          )
          .filter((name) => name && !known.has(name))
          .map((name): Found => [line, `${door} does not export ${name}.`]);
      },
    ),
  );
}

function variables({ text }: Page, { words }: World): Found[] {
  return text.split('\n').flatMap((each, index) =>
    [...each.matchAll(/\bMORTAR_[A-Z0-9_]*(\*?)/g)].flatMap(([name, wild]): Found[] => {
      const known = wild ? [...words].some((word) => word.startsWith(name.slice(0, -1))) : words.has(name);
      return known ? [] : [[index + 1, `Nothing reads the variable ${name}.`]];
    }),
  );
}

/** Operations in blocks of their own, and those in the strings of an example. */
function graphqlBlocks({ blocks }: Page, { schema }: World): Found[] {
  return blocks.flatMap((block): Found[] => {
    const { line, text, language } = block;
    if (language === 'graphql') return judge(text, line, schema);
    if (!['ts', 'tsx', 'js', 'jsx', 'html'].includes(language)) return [];
    return [...text.matchAll(/`([^`$]*)`|'([^'\n]*)'/g)].flatMap(({ index, 1: long, 2: short }) => {
      const document = long ?? short ?? '';
      if (!/^\s*(?:(?:query|mutation|subscription)\b|\{\s*[a-z])[\s\S]*\}\s*$/.test(document)) return [];
      return judge(document, line + text.slice(0, index).split('\n').length - 1, schema);
    });
  });
}

function judge(text: string, line: number, schema: World['schema']): Found[] {
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    return [[line, `The GraphQL block is not valid: ${(error as Error).message}`]];
  }
  return validate(schema, document).map(
    ({ message, locations }): Found => [line + (locations?.[0]?.line ?? 1) - 1, message],
  );
}

/** `Type.field` in a sentence, where Type is one of the schema. */
function coordinates({ spans }: Page, { schema }: World): Found[] {
  return spans.flatMap(({ line, text }): Found[] => {
    const [, name = '', field = ''] = /^([A-Z]\w*)\.(\w+)$/.exec(text) ?? [];
    const type = schema.getType(name);
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return [];
    return field in type.getFields() ? [] : [[line, `The type ${name} of the schema has no field ${field}.`]];
  });
}

/** Identifiers in the code of a sentence: types, functions, fields, codes. With `*` behind it, their beginning. */
function symbols({ spans }: Page, { words }: World): Found[] {
  const isKnown = (word: string, wild: boolean) =>
    words.has(word) ||
    // What Prometheus makes of a histogram.
    words.has(word.replace(/_(?:count|sum|bucket)$/, '')) ||
    foreign.has(word) ||
    (wild && [...words].some((each) => each.startsWith(word)));
  return spans.flatMap(({ line, text }) =>
    [...text.matchAll(/(?<![\w$/.:-])([A-Za-z_$][\w$]*)(?![\w$]*[-/:])(\*?)/g)]
      .filter(([, word = '', star]) => isIdentifier(word) && !isKnown(word, star === '*'))
      .map(([, word]): Found => [line, `Nothing in the sources is called ${word}.`]),
  );
}

/** Not a plain word of a sentence, nor a command or a setting of Redis. */
const isIdentifier = (word: string) => /[a-z][A-Z]|[A-Za-z]_[A-Za-z]|^[A-Z][a-z]/.test(word);

/** Names of other products that pages mention. */
const foreign: ReadonlySet<string> = new Set([
  // ioredis
  'enableAutoPipelining',
  'defineCommand',
  // graphql-ws
  'onNext',
  // Biome
  'noRestrictedImports',
  'noImportCycles',
  // graphql-jit
  'useExperimentalPathBasedSkipInclude',
]);
