// Cuts the lines of a CSV into records, each read by itself: a record that cannot be read costs no other one. A quote that is
// never closed costs its own line alone.

import { type CsvError, parse } from 'csv-parse/sync';

const limits = { recordLength: 65_536 } as const;
const recordLinesDefault = 100;

export type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly fault: string };

/** Text that may go on on the next line: a quoted cell, begun and not ended. A quote within a cell without quotes is a letter. */
const wholeCell = /(^|,)[ \t]*"(?:[^"]|"")*"(?!")/g;
const openCell = /(?:^|,)[ \t]*"/;
const restOfCell = /^(?:[^"]|"")*"(?!")/;

const leavesOpen = (text: string): boolean => text.includes('"') && openCell.test(text.replace(wholeCell, '$1'));

/**
 * @param lines as of `linesOf`, null for one that is too long
 * @param recordLines that one record has at most
 */
export async function* csvRecords(
  lines: AsyncGenerator<string | null>,
  recordLines = recordLinesDefault,
): AsyncGenerator<CsvRecord> {
  const reader = new LineReader(lines);
  for (;;) {
    const text = await reader.next();
    if (text === undefined) return;
    const { line } = reader;
    if (text === null) yield { line, fault: 'is longer than 64 kB' };
    else if (text.trim() !== '') yield await recordFrom(text, line, reader, recordLines);
  }
}

async function recordFrom(first: string, line: number, reader: LineReader, recordLines: number): Promise<CsvRecord> {
  if (!leavesOpen(first)) return parsed(first, line);
  const more: string[] = [];
  let length = first.length;
  for (let ahead = 1; ahead < recordLines; ahead += 1) {
    const next = await reader.peek(ahead);
    if (next === undefined || next === null) break;
    more.push(next);
    length += next.length + 1;
    if (length > limits.recordLength) break;
    const rest = next.replace(restOfCell, '');
    const isClosed = restOfCell.test(next);
    if (!isClosed || leavesOpen(rest)) continue;
    const record = parsed([first, ...more].join('\n'), line);
    if ('fault' in record) break;
    reader.skip(more.length);
    return record;
  }
  return { line, fault: 'has a quote that is not closed' };
}

function parsed(text: string, line: number): CsvRecord {
  if (!text.includes('"')) return { line, cells: text.split(',').map((cell) => cell.trim()) };
  try {
    const [cells = []] = parse(text, { relax_quotes: true, trim: true }) as string[][];
    return { line, cells };
  } catch (error) {
    return { line, fault: `is no line of a CSV: ${(error as CsvError).message.replace(/ at line \d+.*$/s, '')}` };
  }
}

type Line = string | null | undefined;

/** The next lines, and those after them for who has to look ahead. */
class LineReader {
  readonly #lines: AsyncGenerator<string | null>;
  readonly #ahead: Line[] = [];
  /** The number of the line that was read last. */
  line = 0;

  constructor(lines: AsyncGenerator<string | null>) {
    this.#lines = lines;
  }

  async next(): Promise<Line> {
    const text = await this.peek(1);
    this.skip(1);
    return text;
  }

  /** The line that is so many lines ahead; undefined beyond the end. */
  async peek(count: number): Promise<Line> {
    while (this.#ahead.length < count) {
      const { value, done } = await this.#lines.next();
      if (done) return undefined;
      this.#ahead.push(value);
    }
    return this.#ahead[count - 1];
  }

  skip(count: number): void {
    this.line += this.#ahead.splice(0, count).length;
  }
}
