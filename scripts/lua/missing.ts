// Which values of a script may be missing (nil or false) though nothing has looked: what a command, `tonumber` or a pattern may answer
// so, and what was taken from such an answer.

import type { Expression, FunctionDeclaration, IndexExpression, Node } from 'luaparse';
import type { Meant } from './callees.ts';
import { commandOf, isCommand } from './commands.ts';
import { argumentsOf, childrenOf, nameOf, stringOf } from './parse.ts';
import { returnsOf } from './replies.ts';
import type { Binding, Scopes } from './scopes.ts';
import { anyMember, memberOf, type Tables } from './tables.ts';
import { isDigits, type Texts } from './texts.ts';

const maybeCommands =
  /^(GET|GETDEL|HGET|HRANDFIELD|LINDEX|LMPOP|LPOP|RPOP|SPOP|SRANDMEMBER|ZRANK|ZREVRANK|ZSCORE|LPOS)$/;
const listsOfMaybe = /^(HMGET|MGET|ZMSCORE)$/;
const maybeFunctions = /^(tonumber|string\.(match|find))$/;

/** A name, or a member of a table, by the names that lead to it. */
type Judged = Binding | string;

export class Missing {
  /** Values that were looked at. */
  judged = new Set<Judged>();
  /** Values that were given meanwhile. */
  assigned = new Set<Judged>();
  readonly #scopes: Scopes;
  readonly #meant: Meant;
  readonly #loops = new Map<Binding, Expression>();
  /** Of which list a number runs through the places. */
  readonly #ranges = new Map<Binding, Binding>();
  readonly #unset = new Set<Binding>();
  readonly #inside = new Set<FunctionDeclaration>();
  readonly #tables: Tables;
  readonly #texts: Texts;
  /** What was missing perhaps when it was put into a table. */
  readonly #kept = new Set<Node>();

  constructor(scopes: Scopes, meant: Meant, tables: Tables, texts: Texts) {
    this.#scopes = scopes;
    this.#meant = meant;
    this.#tables = tables;
    this.#texts = texts;
  }

  bindingOf(node: Node): Binding | undefined {
    return node.type === 'Identifier' ? this.#scopes.meaning.get(node) : undefined;
  }

  /** Notes what a table is made of, or what is put into it. */
  store(values: readonly Expression[]): void {
    for (const value of values) if (this.isPossible(value)) this.#kept.add(value);
  }

  /** Notes that names mean something else from now on, as those of a loop do at each turn. */
  renew(names: readonly Node[]): void {
    for (const name of names) {
      const binding = this.bindingOf(name);
      if (!binding) continue;
      this.judged.delete(binding);
      this.#forgetMembers(binding);
    }
  }

  /** Whether a name or a member is known to be a number. */
  isNumber(node: Node): boolean {
    const path = this.#pathOf(node);
    return path !== undefined && this.judged.has(numberAt(path));
  }

  judgeNumber(node: Node): void {
    const path = this.#pathOf(node);
    if (path) this.judged.add(numberAt(path));
  }

  #forgetMembers(binding: Binding): void {
    const name = this.#nameOf(binding);
    for (const one of this.judged)
      if (typeof one === 'string' && one.split(/[ .[\]]/).includes(name)) this.judged.delete(one);
  }

  #nameOf(binding: Binding): string {
    return `${binding.name}#${this.#scopes.bindings.indexOf(binding)}`;
  }

  /** By which names one comes to a member, as far as the text names them. */
  #pathOf(node: Node): string | undefined {
    const binding = this.bindingOf(node);
    if (binding) return this.#nameOf(binding);
    if (node.type === 'MemberExpression') {
      const base = this.#pathOf(node.base);
      return base && `${base}.${node.identifier.name}`;
    }
    if (node.type !== 'IndexExpression') return undefined;
    const base = this.#pathOf(node.base);
    const index = isLiteral(node.index) ? memberOf(node.index) : this.#pathOf(node.index);
    return base && index && `${base}[${index}]`;
  }

  /** Notes what a statement declares or assigns. */
  note(node: Node): void {
    if (node.type === 'LocalStatement' && node.init.length === 0)
      for (const variable of node.variables) this.#set(variable, undefined);
    if (node.type === 'AssignmentStatement')
      for (const [place, variable] of node.variables.entries()) this.#assign(variable, node.init, place);
    if (node.type === 'ForNumericStatement' && node.end.type === 'UnaryExpression' && node.end.operator === '#') {
      const [variable, list] = [this.bindingOf(node.variable), this.bindingOf(node.end.argument)];
      if (variable && list) this.#ranges.set(variable, list);
    }
    if (node.type === 'ForGenericStatement') {
      const [walk] = node.iterators;
      const [, value] = node.variables;
      const binding = value && this.bindingOf(value);
      if (walk && binding && 'base' in walk && nameOf(walk.base) === 'ipairs') {
        const [list] = argumentsOf(walk);
        if (list) this.#loops.set(binding, list);
      }
    }
  }

  /** Notes what a call gives a function. Whether a parameter may be missing by this call that was there by those before. */
  give(parameters: readonly Node[], given: readonly Expression[]): boolean {
    let isNew = false;
    for (const [place, parameter] of parameters.entries()) {
      const binding = this.bindingOf(parameter);
      const value = given[place];
      if (!binding || !value || !this.isPossible(value)) continue;
      isNew ||= !this.#unset.has(binding);
      this.#unset.add(binding);
      this.judged.delete(binding);
    }
    return isNew;
  }

  /** All names in an expression count as looked at, and what one call has given with them. */
  judge(node: Node): void {
    const binding = this.bindingOf(node);
    if (binding) this.judged.add(binding);
    const path = binding ? undefined : this.#pathOf(node);
    if (path) this.judged.add(path);
    if ('base' in node && node.type.includes('Call')) this.#judgeCall(node as Node & { base: Expression });
    if (binding?.spread)
      for (const other of this.#scopes.bindings)
        if (other.spread?.call === binding.spread.call && this.#comeTogether(other.spread)) this.judged.add(other);
    // Two names that are compared may both be missing.
    if (
      node.type === 'BinaryExpression' &&
      /^[=~]=$/.test(node.operator) &&
      !isLiteral(node.left) &&
      !isLiteral(node.right)
    )
      return;
    for (const child of childrenOf(node)) this.judge(child);
  }

  /** What `tonumber` or a pattern of digits has found is a number. */
  #judgeCall(node: Node & { base: Expression }): void {
    const [value, pattern] = argumentsOf(node);
    const meant = this.#meant(node.base);
    const text = stringOf(pattern) ?? '';
    const isWhole = meant === 'string.match' && /^\^.*\$$/.test(text) && isDigits(text);
    if (value && (meant === 'tonumber' || isWhole)) this.judgeNumber(value);
  }

  /** Whether all values of a call are there once one of them is: a pattern's parts, and what a function returns with them. */
  #comeTogether({ call, place }: { readonly call: Expression; readonly place: number }): boolean {
    if (!('base' in call)) return false;
    const meant = this.#meant(call.base);
    if (typeof meant !== 'object') return /^string\.(match|find)$/.test(meant ?? '');
    if (this.#inside.has(meant)) return true;
    this.#inside.add(meant);
    const together = returnsOf(meant.body).every(({ arguments: values }) => {
      const value = values[place];
      return values.length < 2 || (value !== undefined && !this.isPossible(value));
    });
    this.#inside.delete(meant);
    return together;
  }

  isPossible(node: Node, place = 0): boolean {
    if (node.type === 'NilLiteral') return true;
    if (node.type === 'LogicalExpression') {
      if (node.operator === 'or') return this.isPossible(node.right);
      const before = this.judged;
      const left = this.isPossible(node.left) || node.left.type === 'BinaryExpression';
      this.judged = new Set(before);
      this.judge(node.left);
      const right = this.isPossible(node.right);
      this.judged = before;
      return left || right;
    }
    if (node.type === 'Identifier') return this.#isPossibleName(node);
    if (node.type === 'IndexExpression')
      return (this.#isReply(node.base) && !this.#isWithin(node)) || this.#isKept(node, node.base, memberOf(node.index));
    if (node.type === 'MemberExpression') return this.#isKept(node, node.base, node.identifier.name);
    if ('base' in node && node.type.includes('Call')) return this.#isPossibleCall(node, place);
    return false;
  }

  /** Whether an index is the place of an entry that is there: one of a walk through all places of a list of texts. */
  #isWithin({ base, index }: IndexExpression): boolean {
    const [list, place] = [this.bindingOf(base), this.bindingOf(index)];
    return list !== undefined && place !== undefined && this.#ranges.get(place) === list && !this.#isListOfMaybe(base);
  }

  #isKept(node: Node, base: Node, member: string): boolean {
    const path = this.#pathOf(node);
    if (path && this.judged.has(path)) return false;
    return this.#tables.valuesIn(base, member).some((value) => this.#kept.has(value));
  }

  #isPossibleName(node: Node): boolean {
    const binding = this.bindingOf(node);
    if (!binding || this.judged.has(binding)) return false;
    if (this.#unset.has(binding)) return true;
    const list = this.#loops.get(binding);
    if (list) return this.#isListOfMaybe(list) || this.#isKept(node, list, anyMember);
    if (binding.spread) return this.isPossible(binding.spread.call, binding.spread.place);
    return binding.init !== undefined && this.isPossible(binding.init);
  }

  #isPossibleCall(node: Node & { base: Expression }, place: number): boolean {
    const meant = this.#meant(node.base);
    if (typeof meant === 'object')
      return this.#ofFunction(
        meant,
        (values) => place >= values.length || this.isPossible(values[place] as Expression),
      );
    if (node.base.type === 'MemberExpression' && node.base.indexer === ':')
      return /^(match|find)$/.test(node.base.identifier.name);
    if (isCommand(meant)) return maybeCommands.test(commandOf(node));
    if (meant === 'unpack')
      return argumentsOf(node)
        .slice(0, 1)
        .some((list) => this.#isListOfMaybe(list) || this.#isKept(node, list, String(place + 1)));
    const [given] = argumentsOf(node);
    if (meant === 'tonumber' && given && this.#isNumber(given)) return false;
    return maybeFunctions.test(meant ?? '');
  }

  /** Whether a text is a number for certain: one that was asserted, or a score or part of a pattern that was looked at. */
  #isNumber(node: Expression): boolean {
    const binding = this.bindingOf(node);
    const call = binding ? (binding.spread?.call ?? binding.init) : node;
    if (!call || !('base' in call) || (binding && !this.judged.has(binding))) return false;
    const meant = this.#meant(call.base as Expression);
    if (!binding) return meant === 'assert';
    return (
      /^string\.(match|find)$/.test(String(meant)) || (isCommand(meant) && /^Z\w*(SCORE|RANK)$/.test(commandOf(call)))
    );
  }

  /** Whether an index into it may find nothing, since a command has answered it. */
  #isReply(node: Expression): boolean {
    if (node.type === 'IndexExpression')
      return (this.#isReply(node.base) && !this.#isWithin(node)) || this.#isKept(node, node.base, memberOf(node.index));
    if (node.type === 'MemberExpression') return this.#isKept(node, node.base, node.identifier.name);
    const init = node.type === 'Identifier' ? this.bindingOf(node)?.init : undefined;
    if (init && init.type !== 'FunctionDeclaration') return this.#isReply(init);
    if (!('base' in node) || !node.type.includes('Call')) return false;
    const meant = this.#meant(node.base);
    if (typeof meant === 'object')
      return this.#ofFunction(meant, ([value]) => value !== undefined && this.#isReply(value));
    return isCommand(meant) && commandOf(node) !== 'TIME';
  }

  #isListOfMaybe(node: Expression): boolean {
    const init = node.type === 'Identifier' ? this.bindingOf(node)?.init : undefined;
    if (init && init.type !== 'FunctionDeclaration') return this.#isListOfMaybe(init);
    if (!('base' in node) || !node.type.includes('Call')) return false;
    const meant = this.#meant(node.base);
    if (typeof meant === 'object')
      return this.#ofFunction(meant, ([value]) => value !== undefined && this.#isListOfMaybe(value));
    return isCommand(meant) && listsOfMaybe.test(commandOf(node));
  }

  #ofFunction(callee: FunctionDeclaration, holds: (values: readonly Expression[]) => boolean): boolean {
    if (this.#inside.has(callee)) return false;
    this.#inside.add(callee);
    const last = callee.body.at(-1);
    const falls =
      last?.type !== 'ReturnStatement' &&
      last?.type !== 'WhileStatement' &&
      !(last?.type === 'IfStatement' && last.clauses.at(-1)?.type === 'ElseClause');
    const found = (falls && holds([])) || returnsOf(callee.body).some(({ arguments: values }) => holds(values));
    this.#inside.delete(callee);
    return found;
  }

  #assign(variable: Node, init: readonly Expression[], place: number): void {
    const value = init[place] ?? init.at(-1);
    const path = this.bindingOf(variable) ? undefined : this.#pathOf(variable);
    if (path && value) {
      const possible = this.isPossible(value, Math.max(0, place - init.length + 1));
      if (possible) this.judged.delete(path);
      else this.judged.add(path);
    }
    if (variable.type !== 'Identifier' && init[place]) this.store([init[place]]);
    if (variable.type === 'Identifier') this.#set(variable, value, Math.max(0, place - init.length + 1));
  }

  #set(variable: Node, value: Expression | undefined, place = 0): void {
    const binding = this.bindingOf(variable);
    if (!binding) return;
    const isNumber = value && !this.#texts.isText(value, (node) => this.isNumber(node), place);
    this.#forgetMembers(binding);
    if (isNumber) {
      const number = numberAt(this.#nameOf(binding));
      this.judged.add(number);
      this.assigned.add(number);
    }
    const possible = !value || this.isPossible(value, place);
    if (possible) {
      this.#unset.add(binding);
      this.judged.delete(binding);
    } else {
      this.judged.add(binding);
      this.assigned.add(binding);
    }
  }
}

function numberAt(path: string): string {
  return `number ${path}`;
}

function isLiteral(node: Node): boolean {
  return node.type.endsWith('Literal');
}
