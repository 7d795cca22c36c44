// Which declaration each name in a piece of Lua means.

import type { Expression, FunctionDeclaration, Identifier, Node, Statement } from 'luaparse';
import { childrenOf, type Parsed } from './parse.ts';

export interface Binding {
  readonly name: string;
  readonly node: Identifier;
  readonly kind: 'variable' | 'function' | 'parameter';
  /** Whether it is a local of the main chunk itself. */
  readonly top: boolean;
  /** What it was first given, where that is one expression. */
  readonly init: Expression | FunctionDeclaration | undefined;
  /** Where a call gives several values: that call, and which of its values, from 0. */
  readonly spread: { readonly call: Expression; readonly place: number } | undefined;
  /** How often something outside of its own body reads it. */
  reads: number;
}

/** A name that no declaration in this piece is for. */
export interface FreeName {
  readonly node: Identifier;
  readonly written: boolean;
}

export interface Scopes {
  readonly bindings: readonly Binding[];
  readonly free: readonly FreeName[];
  /** Declarations of a name that is visible already. */
  readonly hides: readonly { readonly binding: Binding; readonly hidden: Binding; readonly sameBlock: boolean }[];
  readonly meaning: ReadonlyMap<Identifier, Binding>;
}

export function resolve({ chunk }: Parsed): Scopes {
  const resolver = new Resolver();
  resolver.block(chunk.body);
  return resolver;
}

class Resolver implements Scopes {
  readonly bindings: Binding[] = [];
  readonly free: FreeName[] = [];
  readonly hides: { binding: Binding; hidden: Binding; sameBlock: boolean }[] = [];
  readonly meaning = new Map<Identifier, Binding>();
  readonly #blocks: Map<string, Binding>[] = [];
  /** The local functions that the resolver is inside of. */
  readonly #inside: Binding[] = [];

  block(statements: readonly Statement[], before?: () => void, after?: () => void): void {
    this.#blocks.push(new Map());
    before?.();
    for (const statement of statements) this.#visit(statement);
    after?.();
    this.#blocks.pop();
  }

  #visit(node: Node): void {
    switch (node.type) {
      case 'LocalStatement':
        for (const init of node.init) this.#visit(init);
        node.variables.forEach((variable, index) => {
          this.#declare(variable, 'variable', node.init[index], spreadOf(node.init, index));
        });
        break;
      case 'AssignmentStatement':
        for (const init of node.init) this.#visit(init);
        for (const variable of node.variables) {
          if (variable.type === 'Identifier') this.#use(variable, true);
          else this.#visit(variable);
        }
        break;
      case 'FunctionDeclaration':
        this.#function(node);
        break;
      case 'ForNumericStatement':
        for (const bound of [node.start, node.end, node.step]) if (bound) this.#visit(bound);
        this.block(node.body, () => this.#declare(node.variable, 'variable'));
        break;
      case 'ForGenericStatement':
        for (const iterator of node.iterators) this.#visit(iterator);
        this.block(node.body, () => {
          for (const variable of node.variables) this.#declare(variable, 'variable');
        });
        break;
      case 'RepeatStatement':
        this.block(node.body, undefined, () => this.#visit(node.condition));
        break;
      case 'WhileStatement':
        this.#visit(node.condition);
        this.block(node.body);
        break;
      case 'IfClause':
      case 'ElseifClause':
        this.#visit(node.condition);
        this.block(node.body);
        break;
      case 'DoStatement':
      case 'ElseClause':
        this.block(node.body);
        break;
      case 'MemberExpression':
        this.#visit(node.base);
        break;
      case 'TableKeyString':
        this.#visit(node.value);
        break;
      case 'Identifier':
        this.#use(node, false);
        break;
      default:
        for (const child of childrenOf(node)) this.#visit(child);
    }
  }

  #function(node: FunctionDeclaration): void {
    const own = node.isLocal && node.identifier?.type === 'Identifier' ? node.identifier : undefined;
    const binding = own && this.#declare(own, 'function', node);
    if (!own && node.identifier?.type === 'Identifier') this.#use(node.identifier, true);
    else if (node.identifier?.type === 'MemberExpression') this.#visit(node.identifier);
    if (binding) this.#inside.push(binding);
    this.block(node.body, () => {
      for (const parameter of node.parameters) {
        if (parameter.type === 'Identifier') this.#declare(parameter, 'parameter');
      }
    });
    if (binding) this.#inside.pop();
  }

  #declare(
    node: Identifier,
    kind: Binding['kind'],
    init?: Expression | FunctionDeclaration,
    spread?: Binding['spread'],
  ): Binding {
    const block = this.#blocks.at(-1) as Map<string, Binding>;
    const binding = { name: node.name, node, kind, top: this.#blocks.length === 1, init, spread, reads: 0 };
    const hidden = this.#find(node.name);
    if (hidden) this.hides.push({ binding, hidden, sameBlock: block.get(node.name) === hidden });
    block.set(node.name, binding);
    this.bindings.push(binding);
    this.meaning.set(node, binding);
    return binding;
  }

  #use(node: Identifier, written: boolean): void {
    const binding = this.#find(node.name);
    if (!binding) {
      this.free.push({ node, written });
      return;
    }
    this.meaning.set(node, binding);
    if (!written && !this.#inside.includes(binding)) binding.reads += 1;
  }

  #find(name: string): Binding | undefined {
    return this.#blocks.findLast((block) => block.has(name))?.get(name);
  }
}

function spreadOf(init: readonly Expression[], index: number): Binding['spread'] {
  const call = init.at(-1);
  const place = index - init.length + 1;
  return call?.type.includes('Call') && place >= 0 ? { call, place } : undefined;
}
