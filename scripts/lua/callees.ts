// Which functions a call may come to: those of Lua and Redis by their names, those of the script themselves. What is not known for
// certain, such as a function that another call has answered, is `undefined` in the list.

import type { Expression, FunctionDeclaration, Identifier, Node } from 'luaparse';
import { argumentsOf, nameOf, type Parsed, walk } from './parse.ts';
import type { Binding, Scopes } from './scopes.ts';

export type Callee = string | FunctionDeclaration | undefined;

/** What is called: the name of a function that is given, or the local function itself. */
export type Meant = (base: Expression) => string | FunctionDeclaration | undefined;

const surelyFile = 'base/lua/include/surely.lua';

export class Callees {
  readonly #parsed: Parsed;
  readonly #scopes: Scopes;
  /** What each name is given behind its declaration; nothing where that is one of several values of a call. */
  readonly #assigned = new Map<Binding, (Node | undefined)[]>();
  /** What is put into each table by a name that shows in the text. */
  readonly #members = new Map<Binding, Map<string, Node[]>>();
  readonly #calls: (Node & { base: Expression })[] = [];
  readonly #parameters = new Map<Binding, { readonly of: FunctionDeclaration; readonly place: number }>();
  readonly #asked = new Set<Node>();

  constructor(parsed: Parsed, scopes: Scopes) {
    this.#parsed = parsed;
    this.#scopes = scopes;
    walk(parsed.chunk, (node) => {
      this.#note(node);
      return true;
    });
  }

  /** All that the base of a call may mean. */
  of(base: Node): Callee[] {
    if (base.type === 'FunctionDeclaration') return [base];
    if (base.type === 'LogicalExpression') {
      const right = this.of(base.right);
      // `c and f` alone may be false.
      if (base.operator === 'and') return [...right, undefined];
      const left = base.left.type === 'LogicalExpression' && base.left.operator === 'and' ? base.left.right : base.left;
      return [...this.of(left), ...right];
    }
    if (base.type === 'MemberExpression') return this.#ofMember(base.base, base.identifier.name, base.indexer);
    if (base.type === 'IndexExpression' && base.index.type === 'StringLiteral')
      return this.#ofMember(base.base, base.index.raw.slice(1, -1), '.');
    if (base.type !== 'Identifier') return [undefined];
    const binding = this.#scopes.meaning.get(base);
    return binding ? this.#ofBinding(binding) : [base.name];
  }

  #ofBinding(binding: Binding): Callee[] {
    if (this.#asked.has(binding.node)) return [];
    this.#asked.add(binding.node);
    const found = this.#given(binding).flatMap((value) => (value ? this.of(value) : [undefined]));
    this.#asked.delete(binding.node);
    if (binding.name === 'surely' && this.#parsed.placeOf(binding.node).file === surelyFile) return ['surely'];
    return found;
  }

  #given(binding: Binding): (Node | undefined)[] {
    const later = this.#assigned.get(binding) ?? [];
    const parameter = this.#parameters.get(binding);
    if (parameter) return [...this.#argumentsFor(parameter.of, parameter.place), ...later];
    if (binding.init) return [binding.init, ...later];
    // A name that is declared first, and given its function then.
    return later.length > 0 ? later : [undefined];
  }

  #argumentsFor(callee: FunctionDeclaration, place: number): (Node | undefined)[] {
    const given = this.#calls.flatMap((call) => {
      const values = argumentsOf(call);
      return this.#isCalled(call.base, callee) ? [values[place]] : [];
    });
    return given.length > 0 ? given : [undefined];
  }

  #isCalled(base: Expression, callee: FunctionDeclaration): boolean {
    const binding = base.type === 'Identifier' ? this.#scopes.meaning.get(base) : undefined;
    return binding !== undefined && (binding.init === callee || (this.#assigned.get(binding) ?? []).includes(callee));
  }

  #ofMember(table: Expression, member: string, indexer: string): Callee[] {
    if (indexer === ':') return [`string.${member}`];
    const binding = table.type === 'Identifier' ? this.#scopes.meaning.get(table) : undefined;
    if (table.type === 'Identifier' && !binding) return [`${table.name}.${member}`];
    if (binding?.init?.type !== 'TableConstructorExpression') return [undefined];
    const written = binding.init.fields.flatMap((field) =>
      field.type === 'TableKeyString' && field.key.name === member ? [field.value] : [],
    );
    const values = [...written, ...(this.#members.get(binding)?.get(member) ?? [])];
    return values.length > 0 ? values.flatMap((value) => this.of(value)) : [undefined];
  }

  #note(node: Node): void {
    if ('base' in node && node.type.includes('Call')) this.#calls.push(node as Node & { base: Expression });
    if (node.type === 'AssignmentStatement')
      for (const [place, variable] of node.variables.entries()) this.#assign(variable, node.init[place]);
    if (node.type !== 'FunctionDeclaration') return;
    if (node.identifier && !node.isLocal) this.#assign(node.identifier, node);
    node.parameters.forEach((parameter, place) => {
      const binding = parameter.type === 'Identifier' ? this.#scopes.meaning.get(parameter) : undefined;
      if (binding) this.#parameters.set(binding, { of: node, place });
    });
  }

  #assign(variable: Node, value: Node | undefined): void {
    const owner = variable.type === 'MemberExpression' ? variable.base : variable;
    const binding = this.#scopes.meaning.get(owner as Identifier);
    if (!binding) return;
    if (variable.type === 'Identifier') this.#assigned.set(binding, [...(this.#assigned.get(binding) ?? []), value]);
    if (variable.type !== 'MemberExpression' || !value) return;
    const members = this.#members.get(binding) ?? new Map<string, Node[]>();
    const { name } = variable.identifier;
    members.set(name, [...(members.get(name) ?? []), value]);
    this.#members.set(binding, members);
  }
}

/** The name of the one thing that a call may mean, or that function. */
export function oneOf(callees: readonly Callee[], base: Expression): Callee {
  const [only, ...others] = callees;
  return others.length === 0 ? only : nameOf(base);
}
