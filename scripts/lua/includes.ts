// The includes among each other: each exists, is used, declares what it uses, and belongs to a subject that may be used.

import type { LuaFile, LuaSources, Problem } from './files.ts';
import type { Include } from './head.ts';
import type { Parsed } from './parse.ts';
import type { Binding, FreeName, Scopes } from './scopes.ts';

/** The subjects of the data floor and, for each, the other subjects that it may use. */
export type Subjects = Readonly<Record<string, readonly string[]>>;

export interface Unit {
  readonly lua: LuaFile;
  readonly includes: readonly Include[];
  readonly parsed: Parsed;
  readonly scopes: Scopes;
  placeOf(name: FreeName | Binding): { readonly file: string; readonly line: number };
}

/** What Redis and Lua 5.1 offer to a script. */
export const provided = new Set(
  `redis cjson bit cmsgpack struct KEYS ARGV _VERSION assert collectgarbage coroutine error getmetatable ipairs math next
  pairs pcall rawequal rawget rawset select setmetatable string table tonumber tostring type unpack xpcall`.split(
    /\s+/,
  ),
);

export class Includes {
  readonly #units: ReadonlyMap<string, Unit>;
  /** Which locals of which include somebody else uses: `<include>:<local>`. */
  readonly used = new Set<string>();

  constructor(units: readonly Unit[]) {
    this.#units = new Map(units.filter(({ lua }) => lua.kind === 'include').map((unit) => [unit.lua.name, unit]));
  }

  /** Whether an include of this name exists. */
  has(name: string): boolean {
    return this.#units.has(name);
  }

  check(unit: Unit, subjects: Subjects): Problem[] {
    const { lua, includes } = unit;
    const problems: Problem[] = [];
    const wrong = (line: number, text: string) => problems.push({ file: lua.file, line, text });
    for (const [index, { name, line }] of includes.entries()) {
      const subject = name.split('/')[0] as string;
      if (!this.has(name)) wrong(line, `The include ${name} does not exist. Correct the name, or remove the line.`);
      else if (includes.findIndex((other) => other.name === name) < index) {
        wrong(line, `${name} is included twice. Remove this line.`);
      } else if (!mayUse(lua.subject, subject, subjects)) {
        wrong(
          line,
          `${lua.subject} may not use ${subject}. Move what both need to base, or change scripts/subjects.json.`,
        );
      } else if (!this.#isUsed(unit, name)) {
        wrong(line, `Nothing of ${name} is used here. Remove the line.`);
      }
    }
    return [...problems, ...this.#undeclared(unit)];
  }

  #localsOf(name: string): Set<string> {
    return new Set(
      this.#units
        .get(name)
        ?.scopes.bindings.filter(({ top }) => top)
        .map((binding) => binding.name),
    );
  }

  #isUsed({ scopes }: Unit, include: string): boolean {
    const locals = this.#localsOf(include);
    return scopes.free.some(({ node }) => locals.has(node.name));
  }

  #undeclared(unit: Unit): Problem[] {
    const { lua, includes, scopes } = unit;
    const seen = new Set<string>();
    return scopes.free.flatMap((free) => {
      const { name } = free.node;
      const owner = includes.find((include) => this.#localsOf(include.name).has(name));
      if (owner && !free.written) this.used.add(`${owner.name}:${name}`);
      if (owner || seen.has(name) || (provided.has(name) && !free.written)) return [];
      seen.add(name);
      const { line } = unit.placeOf(free);
      const offered = this.#reachable(includes).find((include) => this.#localsOf(include).has(name));
      if (offered) {
        const text = `${name} is a local of ${offered}, which this file does not include itself. Add "-- @include ${offered}".`;
        return [{ file: lua.file, line, text }];
      }
      const others = [...this.#units.keys()].filter((include) => this.#localsOf(include).has(name));
      const remedy = others.length > 0 ? `Declare it, or include ${others.join(' or ')}` : 'Declare it with "local"';
      return [
        {
          file: lua.file,
          line,
          text: `${name} is ${free.written ? 'written as a global' : 'not declared'}. ${remedy}.`,
        },
      ];
    });
  }

  #reachable(includes: readonly Include[], found = new Set<string>()): string[] {
    for (const { name } of includes) {
      if (found.has(name)) continue;
      found.add(name);
      this.#reachable(this.#units.get(name)?.includes ?? [], found);
    }
    return [...found];
  }

  /** All files that a file's text is made of. */
  partsOf(unit: Unit): Unit[] {
    return [unit, ...this.#reachable(unit.includes).flatMap((name) => this.#units.get(name) ?? [])];
  }

  /** Includes that include themselves by way of others; one problem a circle. */
  cycles(): Problem[] {
    const problems: Problem[] = [];
    const done = new Set<string>();
    const follow = (name: string, path: readonly string[]): void => {
      const unit = this.#units.get(name);
      if (!unit || done.has(name)) return;
      for (const include of unit.includes) {
        const start = [...path, name].indexOf(include.name);
        if (start < 0) follow(include.name, [...path, name]);
        else {
          const circle = [...[...path, name].slice(start), include.name].join(' -> ');
          const text = `The includes form a circle: ${circle}. Move what they share to an include of its own.`;
          problems.push({ file: unit.lua.file, line: include.line, text });
        }
      }
      done.add(name);
    };
    for (const name of this.#units.keys()) follow(name, []);
    return problems;
  }
}

function mayUse(subject: string, other: string, subjects: Subjects): boolean {
  return other === subject || other === 'base' || (subjects[subject] ?? []).includes(other);
}

/** Scripts that nothing loads, includes that nothing includes, loads of what does not exist or is out of bounds. */
export function checkLoads({ files, loads }: LuaSources, subjects: Subjects): Problem[] {
  const scripts = new Set(files.filter(({ kind }) => kind === 'script').map(({ name }) => name));
  const loaded = new Set(loads.map(({ name }) => name));
  const included = new Set(
    files.flatMap(({ text }) => [...text.matchAll(/^-- @include (\S+)/gm)].map(([, name]) => name)),
  );
  const orphans = files.flatMap(({ file, kind, name }) => {
    if (kind === 'script' ? loaded.has(name) : included.has(name)) return [];
    const how = kind === 'script' ? `No loadScript('${name}') loads this script.` : `No script includes ${name}.`;
    return [{ file, line: 1, text: `${how} Use it, or delete the file.` }];
  });
  const wrong = loads.flatMap(({ file, line, name }) => {
    if (!scripts.has(name)) return [{ file, line, text: `The script ${name} does not exist. Correct the name.` }];
    const subject = /^src\/redis\/([\w-]+)\//.exec(file)?.[1];
    const owner = name.split('/')[0] as string;
    if (subject && mayUse(subject, owner, subjects)) return [];
    return [{ file, line, text: `This file may not load a script of ${owner}. Call the store of ${owner} instead.` }];
  });
  return [...orphans, ...wrong];
}
