// What the entries of the package export, with the comments in the source: for the page of all names.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ClassMember, type ExportDeclaration, type ModuleItem, parseSync, type TsTypeElement } from '@swc/core';

interface Member {
  /** As it is declared, on one line. */
  readonly declaration: string;
  readonly words: string;
}

interface HasSpan {
  readonly span: { readonly start: number };
}

export interface Export {
  readonly name: string;
  readonly kind: 'class' | 'function' | 'constant' | 'interface' | 'type';
  readonly words: string;
  /** Without the body of a class, an interface or a function, and without the value of a constant. */
  readonly declaration: string;
  readonly members: readonly Member[];
}

/** All names that an entry exports, sorted. @throws where one is not found */
export function exportsOf(entry: string): Export[] {
  const found = parsed(entry).body.flatMap((item) => {
    if (item.type === 'ExportDeclaration') return namesOf(item).map((name) => exportOf(entry, name));
    if (item.type !== 'ExportNamedDeclaration' || !item.source) return [];
    const path = join(dirname(entry), item.source.value);
    return item.specifiers.map((specifier) => {
      if (specifier.type !== 'ExportSpecifier') throw new Error(`${entry} exports something without a name`);
      return exportOf(path, specifier.orig.value);
    });
  });
  return found.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

function namesOf({ declaration }: ExportDeclaration): string[] {
  if (declaration.type === 'VariableDeclaration')
    return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.value] : []));
  if ('identifier' in declaration) return [declaration.identifier.value];
  return 'id' in declaration && 'value' in declaration.id ? [String(declaration.id.value)] : [];
}

interface Source {
  readonly body: readonly ModuleItem[];
  /** The text between two positions. */
  text(from: number, to: number): string;
  /** The comment that ends where a declaration begins; empty without one. */
  wordsBefore(start: number): string;
  /** What the file is for. */
  readonly head: string;
}

const sources = new Map<string, Source>();

function parsed(path: string): Source {
  const known = sources.get(path);
  if (known) return known;
  // swc counts bytes, and continues its positions from file to file: the first statement gives the start of this one.
  const bytes = Buffer.from(`;${readFileSync(path, 'utf8')}`);
  const { body } = parseSync(bytes.toString(), { syntax: 'typescript', target: 'es2022' });
  const start = body[0]?.span.start ?? 0;
  const text = (from: number, to: number): string => bytes.subarray(from - start, to - start).toString();
  const wordsBefore = (at: number): string => {
    const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(text(start, at))?.[1] ?? '';
    return oneLine(comment.replace(/^\s*\*/gm, ''));
  };
  const head = oneLine((/^;((?:\/\/.*\n)+)/.exec(bytes.toString())?.[1] ?? '').replace(/^\/\//gm, ''));
  const source = { body, text, wordsBefore, head };
  sources.set(path, source);
  return source;
}

function exportOf(path: string, name: string): Export {
  const source = parsed(path);
  for (const item of source.body) {
    if (item.type === 'ExportNamedDeclaration' && item.source) {
      const passed = item.specifiers.find((each) => each.type === 'ExportSpecifier' && each.orig.value === name);
      if (passed) return exportOf(join(dirname(path), item.source.value), name);
    }
    if (item.type !== 'ExportDeclaration') continue;
    const found = declared(source, item, name);
    if (found) return found;
  }
  throw new Error(`${path} does not declare ${name}`);
}

function declared(source: Source, { declaration, span }: ExportDeclaration, name: string): Export | undefined {
  const words = source.wordsBefore(span.start);
  const whole = oneLine(source.text(declaration.span.start, declaration.span.end)).replace(/;$/, '');
  const head = whole.replace(/ \{.*$/, '');
  switch (declaration.type) {
    case 'ClassDeclaration': {
      if (declaration.identifier.value !== name) return undefined;
      const members = declaration.body.flatMap((each) => classMember(source, each));
      return { name, kind: 'class', words: words || source.head, declaration: head, members };
    }
    case 'TsInterfaceDeclaration': {
      if (declaration.id.value !== name) return undefined;
      const members = declaration.body.body.map((each) => typeMember(source, each));
      return { name, kind: 'interface', words, declaration: head, members };
    }
    case 'TsTypeAliasDeclaration':
      return declaration.id.value === name ? { name, kind: 'type', words, declaration: whole, members: [] } : undefined;
    case 'FunctionDeclaration': {
      if (declaration.identifier.value !== name) return undefined;
      const end = declaration.body?.span.start ?? declaration.span.end;
      const start = oneLine(source.text(declaration.span.start, end));
      return { name, kind: 'function', words, declaration: start, members: [] };
    }
    case 'VariableDeclaration':
      if (!declaration.declarations.some(({ id }) => id.type === 'Identifier' && id.value === name)) return undefined;
      return { name, kind: 'constant', words, declaration: `const ${name}`, members: [] };
    default:
      return undefined;
  }
}

/** Nothing for what is private. */
function classMember(source: Source, member: ClassMember): Member[] {
  if (member.type === 'Constructor') {
    const end = member.body?.span.start ?? member.span.end;
    return [
      { declaration: oneLine(source.text(member.span.start, end)), words: source.wordsBefore(member.span.start) },
    ];
  }
  if (member.type !== 'ClassMethod' && member.type !== 'ClassProperty') return [];
  if (member.accessibility === 'private' || member.key.type === 'Computed') return [];
  const value = member.type === 'ClassMethod' ? member.function.body : (member.value as HasSpan | undefined);
  const end = value?.span.start;
  const declaration = oneLine(source.text(member.span.start, end ?? member.span.end)).replace(/\s*[=;]$/, '');
  return [{ declaration, words: source.wordsBefore(member.span.start) }];
}

function typeMember(source: Source, { span }: TsTypeElement): Member {
  return {
    declaration: oneLine(source.text(span.start, span.end)).replace(/;$/, ''),
    words: source.wordsBefore(span.start),
  };
}

function oneLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\( (.*),? \)/, (_all, inside: string) => `(${inside.replace(/,$/, '')})`)
    .trim();
}
