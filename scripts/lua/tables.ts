// What lies in the tables that a script fills itself: which expressions were put into a table, by a constructor, an assignment or
// `table.insert`, in the whole script, whichever names it has there.

import type { Expression, FunctionDeclaration, Node, TableConstructorExpression } from 'luaparse';
import { argumentsOf, calleeOf, nameOf, stringOf, walk } from './parse.ts';
import { returnsOf } from './replies.ts';
import type { Binding, Scopes } from './scopes.ts';

/** A member that the text does not name. */
export const anyMember = '*';

interface Store {
  readonly base: Node;
  readonly member: string;
  readonly value: Expression;
}

export class Tables {
  readonly #scopes: Scopes;
  readonly #stores: Store[] = [];
  /** What names are given behind their declaration, and as parameters. */
  readonly #given = new Map<Binding, [Expression, number][]>();
  readonly #loops = new Map<Binding, Expression>();
  readonly #functions = new Map<Binding, FunctionDeclaration>();
  readonly #asked = new Set<Node>();
  readonly #storesOf = new Map<TableConstructorExpression, Store[]>();

  constructor(chunk: Node, scopes: Scopes) {
    this.#scopes = scopes;
    for (const { init, ...binding } of scopes.bindings)
      if (init?.type === 'FunctionDeclaration') this.#functions.set(this.#bindingOf(binding.node) as Binding, init);
    walk(chunk, (node) => {
      this.#note(node);
      return true;
    });
    for (const store of this.#stores)
      for (const table of this.#tablesOf(store.base))
        this.#storesOf.set(table, [...(this.#storesOf.get(table) ?? []), store]);
  }

  /** What a member of a table may be. */
  valuesIn(base: Node, member: string): Expression[] {
    return this.#tablesOf(base).flatMap((table) => [
      ...fieldsOf(table).flatMap(([name, value]) => (isSame(name, member) ? [value] : [])),
      ...(this.#storesOf.get(table) ?? []).flatMap(({ member: name, value }) => (isSame(name, member) ? [value] : [])),
    ]);
  }

  /** The tables that an expression may be, by where they are made. */
  #tablesOf(node: Node, place = 0): TableConstructorExpression[] {
    if (node.type === 'TableConstructorExpression') return [node];
    if (this.#asked.has(node)) return [];
    this.#asked.add(node);
    const found = this.sourcesOf(node, place).flatMap(([source, at]) => this.#tablesOf(source, at));
    this.#asked.delete(node);
    return [...new Set(found)];
  }

  /** What a name, a member or a call may be, and which of its values. */
  sourcesOf(node: Node, place = 0): [source: Expression, place: number][] {
    if (node.type === 'LogicalExpression') return firsts([node.left, node.right]);
    if (node.type === 'MemberExpression') return firsts(this.valuesIn(node.base, node.identifier.name));
    if (node.type === 'IndexExpression') return firsts(this.valuesIn(node.base, memberOf(node.index)));
    if ('base' in node && node.type.includes('Call')) {
      const callee = this.#functions.get(this.#bindingOf(node.base as Node) as Binding);
      return callee ? firsts(this.answersOf(callee, place)) : [];
    }
    const binding = this.#bindingOf(node);
    if (!binding) return [];
    const list = this.#loops.get(binding);
    if (list) return firsts(this.valuesIn(list, anyMember));
    const { init, spread } = binding;
    const first: [Expression, number][] = spread
      ? [[spread.call, spread.place]]
      : init
        ? [[init as Expression, 0]]
        : [];
    return [...first, ...(this.#given.get(binding) ?? [])];
  }

  /** The list whose entries a name is in turn. */
  walkedBy(node: Node): Expression | undefined {
    return this.#loops.get(this.#bindingOf(node) as Binding);
  }

  answersOf(callee: FunctionDeclaration, place: number): Expression[] {
    return returnsOf(callee.body).flatMap(({ arguments: values }) => values[place] ?? []);
  }

  #bindingOf(node: Node): Binding | undefined {
    return node.type === 'Identifier' ? this.#scopes.meaning.get(node) : undefined;
  }

  #note(node: Node): void {
    if (node.type === 'AssignmentStatement')
      for (const [place, variable] of node.variables.entries()) {
        const value = node.init[place] ?? node.init.at(-1);
        if (value) this.#assign(variable, value, Math.max(0, place - node.init.length + 1));
      }
    if (node.type === 'ForGenericStatement') {
      const [walked] = node.iterators;
      const [, variable] = node.variables;
      const binding = variable && this.#bindingOf(variable);
      const [list] = walked && /^(ipairs|pairs)$/.test(calleeOf(walked) ?? '') ? argumentsOf(walked) : [];
      if (binding && list) this.#loops.set(binding, list);
    }
    if (!('base' in node) || !node.type.includes('Call')) return;
    const given = argumentsOf(node);
    if (nameOf(node.base as Node) === 'table.insert') {
      const [base, value] = [given[0], given.at(-1)];
      if (base && value) this.#stores.push({ base, member: anyMember, value });
    }
    const callee = this.#functions.get(this.#bindingOf(node.base as Node) as Binding);
    callee?.parameters.forEach((parameter, place) => {
      const binding = this.#bindingOf(parameter);
      const value = given[place];
      if (binding && value) this.#give(binding, value);
    });
  }

  #assign(variable: Node, value: Expression, place: number): void {
    const binding = this.#bindingOf(variable);
    if (binding) this.#give(binding, value, place);
    if (place > 0) return;
    if (variable.type === 'MemberExpression')
      this.#stores.push({ base: variable.base, member: variable.identifier.name, value });
    if (variable.type === 'IndexExpression')
      this.#stores.push({ base: variable.base, member: memberOf(variable.index), value });
  }

  #give(binding: Binding, value: Expression, place = 0): void {
    this.#given.set(binding, [...(this.#given.get(binding) ?? []), [value, place]]);
  }
}

/** What an index names: a number, a text, or any. */
export function memberOf(index: Expression): string {
  if (index.type === 'NumericLiteral') return String(index.value);
  return stringOf(index) ?? anyMember;
}

export function fieldsOf({ fields }: TableConstructorExpression): [member: string, value: Expression][] {
  let place = 0;
  return fields.map((field) => {
    if (field.type === 'TableKeyString') return [field.key.name, field.value];
    if (field.type === 'TableKey') return [memberOf(field.key), field.value];
    place += 1;
    return [String(place), field.value];
  });
}

function firsts(values: readonly Expression[]): [Expression, number][] {
  return values.map((value) => [value, 0]);
}

function isSame(stored: string, asked: string): boolean {
  if (stored === asked) return true;
  const isNumber = /^\d+$/;
  if (stored === anyMember) return true;
  return asked === anyMember && isNumber.test(stored);
}
