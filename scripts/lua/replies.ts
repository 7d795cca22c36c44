// One dialect of replies: a script that can refuse returns { 'OK', ... } or { 'REASON', ... }; one that cannot returns its values.

import type { Expression, ReturnStatement, Statement } from 'luaparse';
import type { Problem } from './files.ts';
import { argumentsOf, calleeOf, type Parsed, stringOf, walk } from './parse.ts';
import { resolve, type Scopes } from './scopes.ts';

interface Reply {
  readonly statement: ReturnStatement;
  /** What it may return; undefined for nothing. */
  readonly values: readonly (Expression | undefined)[];
}

export function checkReplies(expanded: Parsed): Problem[] {
  const scopes = resolve(expanded);
  const replies = returnsOf(expanded.chunk.body).flatMap((statement) => repliesOf(statement, scopes, new Set()));
  const problems: Problem[] = [];
  const wrong = ({ statement }: Reply, text: string) => {
    const place = expanded.placeOf(statement);
    if (!problems.some((problem) => problem.file === place.file && problem.line === place.line)) {
      problems.push({ ...place, text });
    }
  };
  const all = replies.flatMap(({ values }) => values);
  for (const reply of replies) {
    if (reply.statement.arguments.length > 1) {
      wrong(reply, 'Redis returns only the first of these values. Return them in one table.');
    }
    for (const value of reply.values) {
      const what = outsideDialect(value);
      if (what) wrong(reply, `The script returns ${what}. Return { 'OK', ... } or { 'REASON', ... } instead.`);
    }
  }
  if (all.length > 1 && all.every((value) => value?.type === 'NumericLiteral')) {
    const numbers = new Set(all.map((value) => value?.type === 'NumericLiteral' && value.value));
    const [first] = replies;
    if (first && numbers.size > 1) {
      wrong(first, `The script returns a number as a code for its outcome. Return { 'OK' } or { 'REASON' } instead.`);
    }
  }
  if (all.some(isOutcome)) {
    for (const reply of replies) {
      if (reply.values.some((value) => isDefinite(value) && !isOutcome(value))) {
        wrong(
          reply,
          `Other replies of this script begin with an outcome, this one does not. Return { 'REASON', ... } here too.`,
        );
      }
    }
  }
  return problems;
}

/** The return statements of a function or the main chunk itself. */
export function returnsOf(body: readonly Statement[]): ReturnStatement[] {
  const returns: ReturnStatement[] = [];
  for (const statement of body) {
    walk(statement, (node) => {
      if (node.type === 'ReturnStatement') returns.push(node);
      return node.type !== 'FunctionDeclaration';
    });
  }
  return returns;
}

/** Follows calls of local functions: what they return is what the script returns. */
function repliesOf(statement: ReturnStatement, scopes: Scopes, inside: Set<string>): Reply[] {
  const values: (Expression | undefined)[] = [];
  const further: Reply[] = [];
  for (const value of valuesOf(statement.arguments[0])) {
    const name = value && calleeOf(value);
    const base = value && 'base' in value && value.base.type === 'Identifier' ? value.base : undefined;
    const callee = base && scopes.meaning.get(base)?.init;
    if (name && callee?.type === 'FunctionDeclaration' && !inside.has(name)) {
      const path = new Set([...inside, name]);
      further.push(...returnsOf(callee.body).flatMap((inner) => repliesOf(inner, scopes, path)));
    } else {
      values.push(value);
    }
  }
  return [{ statement, values }, ...further];
}

/** The expressions that `a and b or c` may come to: b and c. */
function valuesOf(expression: Expression | undefined): (Expression | undefined)[] {
  if (expression?.type !== 'LogicalExpression') return [expression];
  const right = valuesOf(expression.right);
  return expression.operator === 'and' ? right : [...valuesOf(expression.left), ...right];
}

function outsideDialect(value: Expression | undefined): string | undefined {
  if (!value) return undefined;
  if (value.type === 'StringLiteral') return `the bare string ${value.raw}`;
  if (value.type === 'BooleanLiteral') return `the boolean ${value.raw}`;
  if (value.type === 'BinaryExpression' && /^[<>=~]/.test(value.operator)) return 'a boolean';
  if (value.type === 'UnaryExpression' && value.operator === 'not') return 'a boolean';
  if (value.type === 'UnaryExpression' && value.operator === '-' && value.argument.type === 'NumericLiteral') {
    return `the code -${value.argument.raw}`;
  }
  return calleeOf(value) === 'redis.status_reply' ? `the status ${stringOf(argumentsOf(value)[0]) ?? ''}` : undefined;
}

/** A table that begins with a word in capitals. */
function isOutcome(value: Expression | undefined): boolean {
  if (value?.type !== 'TableConstructorExpression') return false;
  const [first] = value.fields;
  if (first?.type !== 'TableValue') return false;
  return valuesOf(first.value).every((word) => /^[A-Z][A-Z_]*$/.test(stringOf(word) ?? ''));
}

/** Whether the text shows what kind of value it is. A name or the call of a function may stand for an outcome. */
function isDefinite(value: Expression | undefined): boolean {
  if (!value) return true;
  return ['TableConstructorExpression', 'NumericLiteral', 'NilLiteral', 'BinaryExpression', 'UnaryExpression'].includes(
    value.type,
  );
}
