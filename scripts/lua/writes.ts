// What can throw after a script's first write, where an error leaves half of its work done: some functions, a command on a key
// of another type, a value that is missing where one is needed, and any call of what the check does not know. It follows the flow of
// control through branches, loops and the functions of a script and its includes.

import type { BinaryExpression, Expression, ForGenericStatement, FunctionDeclaration, Node, Statement } from 'luaparse';
import { type Callee, Callees, oneOf } from './callees.ts';
import { commandOf, isCommand, mindsNoType, numbersOf, readCommands, spreads } from './commands.ts';
import type { Problem } from './files.ts';
import { Missing } from './missing.ts';
import { argumentsOf, childrenOf, nameOf, type Parsed, stringOf } from './parse.ts';
import { returnsOf } from './replies.ts';
import { resolve, type Scopes } from './scopes.ts';
import { fieldsOf, Tables } from './tables.ts';
import { Texts } from './texts.ts';

interface Place {
  readonly file: string;
  readonly line: number;
}

/** The first write so far, undefined before it, null where no flow of control gets. */
type State = Place | undefined | null;

/** What these are given must be there. */
const strictFunctions = /^(string|math|bit)\.|^table\.concat$|^(ipairs|pairs|next|unpack|in_chunks|fields_of)$/;
/** They throw on what is missing alone, or on nothing. */
const knownFunctions =
  /^(string|math|bit)\.\w+$|^table\.(concat|insert|maxn|remove|sort)$|^(ipairs|next|pairs|pcall|rawequal|select|surely|tonumber|tostring|type|unpack)$|^redis\.(call|pcall|log|sha1hex|error_reply|status_reply|setresp)$/;
const reportedFunctions = /^(assert|error)$|^(cjson|cmsgpack|struct)\./;
const walks = /^(ipairs|pairs|string\.gmatch)$/;
const arithmetic = /^[-+*/%^]$/;
const strictOperators = /^(\+|-|\*|\/|%|\^|<|<=|>|>=|\.\.)$/;

/** What can throw after the first write of a script, in the order of files and lines. */
export function throwingAfterWrite(expanded: Parsed): Problem[] {
  if (writesScratchOnly(expanded)) return [];
  const flow = new Flow(expanded, resolve(expanded));
  flow.run(expanded.chunk.body, undefined);
  return [...flow.found.values()].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/** What replicas and the log are not told of is gone when the script ends. */
function writesScratchOnly({ chunk }: Parsed): boolean {
  return chunk.body.some(
    (statement) =>
      statement.type === 'CallStatement' &&
      'base' in statement.expression &&
      nameOf(statement.expression.base) === 'redis.set_repl',
  );
}

function merge(...states: readonly State[]): State {
  const reached = states.filter((state) => state !== null);
  return reached.length === 0 ? null : reached.find((state) => state !== undefined);
}

class Flow {
  readonly found = new Map<string, Problem>();
  readonly #parsed: Parsed;
  readonly #scopes: Scopes;
  readonly #missing: Missing;
  readonly #texts: Texts;
  readonly #callees: Callees;
  /** How a function ends, by whether something was written before its call. */
  readonly #endings = new Map<FunctionDeclaration, Map<boolean, State>>();
  /** The states at the breaks of the loops, and at the returns of the functions, that the flow is inside of. */
  readonly #breaks: State[][] = [];
  readonly #returns: State[][] = [[]];

  constructor(parsed: Parsed, scopes: Scopes) {
    this.#parsed = parsed;
    this.#scopes = scopes;
    this.#callees = new Callees(parsed, scopes);
    const tables = new Tables(parsed.chunk, scopes);
    const meant = (base: Expression) => this.#meant(base);
    this.#texts = new Texts(tables, meant);
    this.#missing = new Missing(scopes, meant, tables, this.#texts);
  }

  run(statements: readonly Statement[], before: State): State {
    return statements.reduce<State>(
      (state, statement) => (state === null ? null : this.#statement(statement, state)),
      before,
    );
  }

  #statement(node: Statement, before: State): State {
    const state = this.#flow(node, before);
    this.#missing.note(node);
    return state;
  }

  #flow(node: Statement, state: State): State {
    switch (node.type) {
      case 'IfStatement':
        return this.#if(node.clauses, state);
      case 'WhileStatement':
        return this.#loop(node.body, this.#all([node.condition], state), node.condition);
      case 'RepeatStatement':
        return this.#loop(node.body, state, node.condition);
      case 'ForNumericStatement': {
        const bounds = [node.start, node.end, ...(node.step ? [node.step] : [])];
        const begun = this.#all(bounds, state);
        this.#need(bounds, begun);
        this.#needNumbers(bounds, begun);
        this.#missing.note(node);
        return this.#loop(node.body, begun, undefined, [node.variable]);
      }
      case 'ForGenericStatement':
        this.#missing.note(node);
        return this.#walk(node, this.#all(node.iterators, state));
      case 'DoStatement':
        return this.run(node.body, state);
      case 'ReturnStatement':
        this.#returns.at(-1)?.push(this.#all(node.arguments, state));
        return null;
      case 'BreakStatement':
        this.#breaks.at(-1)?.push(state);
        return null;
      case 'FunctionDeclaration':
        return state;
      default:
        return this.#all(childrenOf(node), state);
    }
  }

  #if(clauses: readonly Node[], before: State): State {
    const ends: State[] = [];
    let state = before;
    let otherwise = false;
    let known = new Set(this.#missing.judged);
    for (const clause of clauses) {
      if (clause.type === 'IfClause' || clause.type === 'ElseifClause') {
        state = this.#expression(clause.condition, state);
        this.#missing.judge(clause.condition);
      }
      otherwise ||= clause.type === 'ElseClause';
      const judged = new Set(this.#missing.judged);
      const before = this.#missing.assigned;
      this.#missing.assigned = new Set();
      const end = 'body' in clause ? this.run(clause.body as Statement[], state) : state;
      ends.push(end);
      // What was looked at is known behind it, too, where this way ends or gives the missing value.
      if (end === null) known = judged;
      else known = new Set([...known, ...this.#missing.assigned]);
      this.#missing.assigned = new Set([...before, ...this.#missing.assigned]);
      this.#missing.judged = judged;
    }
    this.#missing.judged = new Set(known);
    return merge(...ends, ...(otherwise ? [] : [state]));
  }

  /** Twice, so that what the end of a loop writes is before its beginning. */
  #loop(body: readonly Statement[], before: State, condition?: Expression, names: readonly Node[] = []): State {
    this.#breaks.push([]);
    const turn = (state: State) => {
      this.#missing.renew(names);
      const end = this.run(body, state);
      return condition && end !== null ? this.#expression(condition, end) : end;
    };
    const first = merge(before, turn(before));
    const second = turn(first);
    return merge(first, second, ...(this.#breaks.pop() ?? []));
  }

  /** A loop over what a function of Lua gives; any other is called at each turn. */
  #walk(node: ForGenericStatement, before: State): State {
    const [first] = node.iterators;
    const base = first && 'base' in first && first.type.includes('Call') ? first.base : undefined;
    const known = base && this.#callees.of(base).every((callee) => this.#isWalk(callee));
    const after = this.#loop(node.body, before, undefined, node.variables);
    if (!known && first) this.#refuse(first, after ?? before);
    return after;
  }

  #isWalk(callee: Callee): boolean {
    if (typeof callee !== 'object') return walks.test(callee ?? '');
    const returned = returnsOf(callee.body).map(({ arguments: [value] }) => value);
    return (
      returned.length > 0 &&
      returned.every(
        (value) => value && 'base' in value && this.#callees.of(value.base).every((one) => this.#isWalk(one)),
      )
    );
  }

  #all(nodes: readonly Node[], state: State): State {
    return nodes.reduce((now, node) => this.#expression(node, now), state);
  }

  #expression(node: Node, before: State): State {
    if (node.type === 'FunctionDeclaration') {
      this.#call(node, before, []);
      return before;
    }
    if (node.type === 'LogicalExpression') {
      const left = this.#expression(node.left, before);
      const { judged } = this.#missing;
      this.#missing.judged = new Set(judged);
      this.#missing.judge(node.left);
      const right = this.#expression(node.right, left);
      this.#missing.judged = judged;
      return merge(left, right);
    }
    const state = this.#all(childrenOf(node), before);
    if (node.type === 'TableConstructorExpression') this.#missing.store(fieldsOf(node).map(([, value]) => value));
    if (node.type === 'MemberExpression') this.#need([node.base], state);
    if (node.type === 'BinaryExpression' && strictOperators.test(node.operator))
      this.#need([node.left, node.right], state);
    if (node.type === 'BinaryExpression' && arithmetic.test(node.operator))
      this.#needNumbers([node.left, node.right], state);
    if (node.type === 'BinaryExpression' && /^[<>]/.test(node.operator)) this.#compare(node, state);
    if (node.type === 'UnaryExpression' && node.operator === '-') this.#needNumbers([node.argument], state);
    if (node.type === 'UnaryExpression' && node.operator !== 'not') this.#need([node.argument], state);
    if (node.type === 'IndexExpression') this.#need([node.base], state);
    if (!('base' in node) || !node.type.includes('Call')) return state;
    const callees = this.#callees.of(node.base);
    return callees.length === 0 ? state : merge(...callees.map((callee) => this.#called(node, callee, state)));
  }

  #called(node: Node, name: Callee, state: State): State {
    if (typeof name === 'object') return this.#callbacks(node, this.#call(name, state, argumentsOf(node)));
    if (name && reportedFunctions.test(name)) this.#report(node, name, state);
    else if (!name || !knownFunctions.test(name)) this.#refuse(node, state);
    if (!name) return this.#callbacks(node, state);
    if (name === 'table.insert') this.#missing.store(argumentsOf(node).slice(-1));
    if (name === 'assert') for (const one of argumentsOf(node)) this.#missing.judge(one);
    if (name.startsWith('math.')) this.#needNumbers(argumentsOf(node), state);
    if (isCommand(name) || strictFunctions.test(name)) this.#need(argumentsOf(node), state);
    if (name === 'redis.call' && state !== undefined && !mindsNoType(node)) this.#reportType(node, state);
    if (isCommand(name)) this.#needNumbers(numbersOf(node), state);
    if (isCommand(name)) return this.#command(node, state);
    if (name === 'unpack' && !this.#isBounded(node)) this.#report(node, name, state);
    if (name === 'string.rep' && argumentsOf(node)[1]?.type !== 'NumericLiteral') this.#report(node, name, state);
    return this.#callbacks(node, state);
  }

  /** The name of what is called, or the local function itself. */
  #meant(base: Expression): string | FunctionDeclaration | undefined {
    return oneOf(this.#callees.of(base), base);
  }

  /** Functions that a call is given are taken to be called by it. */
  #callbacks(node: Node, state: State): State {
    return argumentsOf(node).reduce<State>((now, argument) => {
      const given = this.#callees.of(argument).filter((one) => typeof one === 'object');
      return given.reduce<State>((after, one) => this.#call(one, after, []), now);
    }, state);
  }

  #call(callee: FunctionDeclaration, before: State, given: readonly Expression[]): State {
    if (before === null) return null;
    const endings = this.#endings.get(callee) ?? new Map<boolean, State>();
    this.#endings.set(callee, endings);
    const wrote = before !== undefined;
    // Once a call gives nothing for a parameter, the function is gone through again.
    if (this.#missing.give(callee.parameters, given)) endings.clear();
    if (!endings.has(wrote)) {
      // What it comes to where it calls itself.
      endings.set(wrote, before);
      this.#returns.push([]);
      const end = this.run(callee.body, before);
      endings.set(wrote, merge(end, ...(this.#returns.pop() ?? [])));
    }
    return endings.get(wrote);
  }

  #command(node: Node, state: State): State {
    const [command] = argumentsOf(node);
    if (state !== undefined || !command || this.#isRead(command)) return state;
    return this.#parsed.placeOf(node);
  }

  #isRead(command: Expression): boolean {
    if (command.type === 'LogicalExpression') {
      return this.#isRead(command.right) && (command.operator === 'and' || this.#isRead(command.left));
    }
    const init = command.type === 'Identifier' ? this.#scopes.meaning.get(command)?.init : undefined;
    if (init && init.type !== 'FunctionDeclaration') return this.#isRead(init);
    return readCommands.has(stringOf(command)?.toUpperCase() ?? '');
  }

  /** Whether the number of values shows in the text: a table of single ones, a command with single ones, a width. */
  #isBounded(node: Node): boolean {
    const [values, from, to] = argumentsOf(node);
    if (from?.type === 'NumericLiteral' && to?.type === 'NumericLiteral') return true;
    if (from && to && this.#isNear(to)) return true;
    if (values?.type === 'TableConstructorExpression') return values.fields.every(({ value }) => !spreads(value));
    const callee = values && 'base' in values ? this.#meant(values.base) : undefined;
    if (!values || !isCommand(callee)) return false;
    const [command, ...given] = argumentsOf(values);
    return /^(HMGET|MGET|ZMSCORE|TIME)$/.test(stringOf(command) ?? '') && !given.some(spreads);
  }

  /** `first + 999`, or the lesser of that and something else. */
  #isNear(to: Expression): boolean {
    if (to.type === 'BinaryExpression') return to.operator === '+' && to.right.type === 'NumericLiteral';
    return 'base' in to && this.#meant(to.base) === 'math.min' && argumentsOf(to).some((one) => this.#isNear(one));
  }

  /** Values that must be there; once they were needed before a write, they are. */
  #need(values: readonly Expression[], state: State): void {
    for (const value of values) {
      if (this.#missing.isPossible(value)) {
        const name = nameOf(value) ?? 'A value';
        if (state)
          this.#tell(
            value,
            name,
            `${name} may be missing after the write in ${at(state)}. Judge it before the first write.`,
          );
      }
      if (value.type === 'Identifier') this.#missing.judge(value);
    }
  }

  #needNumbers(values: readonly Expression[], state: State): void {
    for (const value of values) {
      if (state && this.#isText(value)) {
        const name = nameOf(value) ?? 'A value';
        const advice = 'Take it by tonumber, and judge that.';
        this.#tell(value, name, `${name} may be no number after the write in ${at(state)}. ${advice}`);
      }
      this.#missing.judgeNumber(value);
    }
  }

  #compare(node: BinaryExpression, state: State): void {
    if (this.#isText(node.left) !== this.#isText(node.right)) this.#needNumbers([node.left, node.right], state);
  }

  #isText(value: Expression): boolean {
    return this.#texts.isText(value, (node) => this.#missing.isNumber(node));
  }

  #reportType(node: Node, state: State): void {
    const name = commandOf(node) || 'A command';
    if (state) this.#tell(node, name, `${name} can throw after the write in ${at(state)}. Call it by base/surely.`);
  }

  #refuse(node: Node, state: State): void {
    const name = ('base' in node && nameOf(node.base as Node)) || 'A call';
    if (state)
      this.#tell(
        node,
        name,
        `${name} is called after the write in ${at(state)}, and the check does not know what it is. Call a function by its name.`,
      );
  }

  #report(node: Node, name: string, state: State): void {
    if (state)
      this.#tell(node, name, `${name} can throw after the write in ${at(state)}. Move it before the first write.`);
  }

  #tell(node: Node, name: string, text: string): void {
    const place = this.#parsed.placeOf(node);
    const key = `${place.file}:${place.line}:${name}`;
    if (!this.found.has(key)) this.found.set(key, { ...place, text });
  }
}

function at({ file, line }: Place): string {
  return `${file}:${line}`;
}
