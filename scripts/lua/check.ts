// All rules about the Lua scripts together.

import { checkArguments, readsOf } from './arguments.ts';
import type { LuaFile, LuaSources, Problem } from './files.ts';
import { checkHead, type Head } from './head.ts';
import { checkLoads, Includes, type Subjects, type Unit } from './includes.ts';
import { checkTogether, unusedIn } from './names.ts';
import { parseExpanded, parseFile } from './parse.ts';
import { checkReplies, returnsOf } from './replies.ts';
import { resolve } from './scopes.ts';
import { throwingAfterWrite } from './writes.ts';

interface CheckedUnit extends Unit {
  readonly head: Head;
}

/** The problems in the order of files and lines. */
export function checkLua(sources: LuaSources, subjects: Subjects): Problem[] {
  const problems: Problem[] = [];
  const units = sources.files.flatMap((lua) => {
    const { head, problems: wrong } = checkHead(lua);
    problems.push(...wrong);
    const unit = unitOf(lua, head);
    if ('scopes' in unit) return [unit];
    problems.push(unit);
    return [];
  });
  const includes = new Includes(units);
  problems.push(...units.flatMap((unit) => includes.check(unit, subjects)), ...includes.cycles());
  problems.push(...units.flatMap((unit) => unusedIn(unit, includes)));
  problems.push(...units.flatMap((unit) => checkUnitArguments(unit, includes)));
  const declared = problems.filter(({ text }) => /^\w+ is (a local of|not declared|written)/.test(text));
  problems.push(...units.flatMap((unit) => checkExpanded(unit, includes, sources, declared)));
  problems.push(...checkLoads(sources, subjects));
  return sorted(problems);
}

function unitOf(lua: LuaFile, head: Head): CheckedUnit | Problem {
  const parsed = parseFile(lua.file, lua.text);
  if (!('chunk' in parsed)) return parsed;
  return {
    lua,
    head,
    includes: head.includes,
    parsed,
    scopes: resolve(parsed),
    placeOf: ({ node }) => parsed.placeOf(node),
  };
}

/** A script is held to everything that it and its includes read, an include to what it reads itself. */
function checkUnitArguments(unit: CheckedUnit, includes: Includes): Problem[] {
  const parts = unit.lua.kind === 'script' ? includes.partsOf(unit) : [unit];
  return checkArguments(
    unit.lua,
    unit.head,
    parts.flatMap(({ parsed }) => readsOf(parsed)),
  );
}

/** What can throw after the first write of a script; a call once, though several scripts may come to it after a write. */
export function checkWrites({ files }: LuaSources): Problem[] {
  const texts = new Map(files.map(({ file, text }) => [file, text]));
  const calls = new Map<string, Problem>();
  for (const { file, kind } of files) {
    const expanded = kind === 'script' && parseExpanded(file, (part) => texts.get(part) ?? '');
    if (!expanded || !('chunk' in expanded)) continue;
    for (const problem of throwingAfterWrite(expanded)) {
      const call = `${problem.file}:${problem.line}:${problem.text.split(' ')[0]}`;
      if (!calls.has(call)) calls.set(call, problem);
    }
  }
  return sorted([...calls.values()]);
}

function checkExpanded(unit: Unit, includes: Includes, { files }: LuaSources, declared: readonly Problem[]): Problem[] {
  const parts = new Set(includes.partsOf(unit));
  if ([...parts].some((part) => part.includes.some(({ name }) => !includes.has(name)))) return [];
  const texts = new Map(files.map(({ file, text }) => [file, text]));
  const expanded = parseExpanded(unit.lua.file, (file) => texts.get(file) ?? '');
  if (!('chunk' in expanded)) return [expanded];
  const problems = checkTogether(expanded, declared);
  if (unit.lua.kind === 'script') return [...problems, ...checkReplies(expanded)];
  const own = returnsOf(unit.parsed.chunk.body).map((statement) => ({
    ...unit.parsed.placeOf(statement),
    text: 'An include returns here, so the script ends before its own lines. Put the return into a function.',
  }));
  return [...problems, ...own];
}

function sorted(problems: readonly Problem[]): Problem[] {
  const one = new Map(problems.map((problem) => [`${problem.file}:${problem.line}:${problem.text}`, problem]));
  return [...one.values()].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}
