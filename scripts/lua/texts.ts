// Which values of a script may be texts that are no number: what it is given, what is stored, and what is made of these. Arithmetic on
// one throws.

import type { Expression, Node } from 'luaparse';
import type { Meant } from './callees.ts';
import { commandOf, isCommand } from './commands.ts';
import { argumentsOf, nameOf, stringOf } from './parse.ts';
import type { Tables } from './tables.ts';

/** Their answer is one text. A score is a text too, but always a number. */
const textCommands = /^(GET|GETDEL|GETRANGE|GETSET|HGET|HRANDFIELD|LINDEX|LPOP|RPOP|SET|SPOP|SRANDMEMBER|XADD)$/;
/** Their answer is a list of numbers. */
const numberLists = /^(TIME|ZMSCORE|SMISMEMBER)$/;
const textFunctions =
  /^(string\.(sub|gsub|format|rep|lower|upper|char|match|gmatch|reverse)|table\.concat|tostring|type)$/;
/** At least one digit, and nothing else. */
const digits = /^(?=.*(%d\+|%d(?![?*])|%d$))(%d[+?*]?|\.)+$/;

export class Texts {
  readonly #tables: Tables;
  readonly #meant: Meant;
  readonly #inside = new Set<Node>();

  constructor(tables: Tables, meant: Meant) {
    this.#tables = tables;
    this.#meant = meant;
  }

  /** `isNumber`: whether it is known of a name that it is a number by then. */
  isText(node: Node, isNumber: (node: Node) => boolean, place = 0): boolean {
    if (node.type === 'StringLiteral') return !/^[-+]?(\d+|inf)$/.test(stringOf(node) ?? '');
    if (node.type === 'BinaryExpression') return node.operator === '..';
    if (node.type === 'LogicalExpression')
      return (node.operator === 'or' && this.isText(node.left, isNumber)) || this.isText(node.right, isNumber);
    if (isNumber(node)) return false;
    if (this.#inside.has(node)) return false;
    this.#inside.add(node);
    const found = this.#isTextOf(node, isNumber, place);
    this.#inside.delete(node);
    return found;
  }

  #isTextOf(node: Node, isNumber: (node: Node) => boolean, place: number): boolean {
    if ('base' in node && node.type.includes('Call')) return this.#isTextCall(node, isNumber, place);
    const list = node.type === 'IndexExpression' ? node.base : this.#tables.walkedBy(node);
    if (list && this.#isListOfTexts(list)) return true;
    if (!/^(Identifier|MemberExpression|IndexExpression)$/.test(node.type)) return false;
    return this.#tables.sourcesOf(node).some(([source, at]) => this.isText(source, isNumber, at));
  }

  #isTextCall(node: Node & { base: Expression }, isNumber: (node: Node) => boolean, place: number): boolean {
    const meant = this.#meant(node.base);
    if (typeof meant === 'object')
      return this.#tables.answersOf(meant, place).some((value) => this.isText(value, isNumber));
    if (isCommand(meant)) return textCommands.test(commandOf(node));
    const [first, second] = argumentsOf(node);
    if (meant === 'unpack')
      return (
        first !== undefined &&
        (this.#isListOfTexts(first) ||
          this.#tables.valuesIn(first, String(place + 1)).some((value) => this.isText(value, isNumber)))
      );
    if (meant === 'string.format') return !/^%(\.0f|d)$/.test(stringOf(first) ?? '');
    if (meant === 'assert') return first !== undefined && this.isText(first, isNumber, place);
    if (meant === 'string.match') return !isDigits(stringOf(second) ?? '', place);
    if (meant === 'string.gsub' && place > 0) return false;
    if (meant === 'string.find') return place > 1 && !isDigits(stringOf(second) ?? '', place - 2);
    return textFunctions.test(meant ?? '') || (node.base.type === 'MemberExpression' && node.base.indexer === ':');
  }

  /** What the script is given, or what a command has answered. */
  #isListOfTexts(node: Node): boolean {
    if (/^(ARGV|KEYS)$/.test(nameOf(node) ?? '')) return true;
    if ('base' in node && node.type.includes('Call')) {
      const meant = this.#meant(node.base as Expression);
      return isCommand(meant)
        ? isList(commandOf(node))
        : typeof meant === 'object' && this.#tables.answersOf(meant, 0).some((value) => this.#isListOfTexts(value));
    }
    if (this.#inside.has(node)) return false;
    this.#inside.add(node);
    const found = this.#tables.sourcesOf(node).some(([source]) => this.#isListOfTexts(source));
    this.#inside.delete(node);
    return found;
  }
}

function isList(command: string): boolean {
  return (
    /^(HMGET|MGET|HGETALL|HKEYS|HVALS|LRANGE|SMEMBERS|XRANGE|XREVRANGE|Z\w*RANGE\w*|HSCAN|SSCAN|ZSCAN)$/.test(
      command,
    ) && !numberLists.test(command)
  );
}

/** Whether a part of a pattern, from 0, holds digits alone; the whole where the pattern has no parts. */
export function isDigits(pattern: string, place = 0): boolean {
  const parts = [...pattern.matchAll(/(?<!%)\(([^()]*)\)/g)].map(([, part]) => part as string);
  return digits.test(parts.length === 0 ? pattern.replace(/^\^|\$$/g, '') : (parts[place] ?? ''));
}
