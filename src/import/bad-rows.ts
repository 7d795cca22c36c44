// Counts the rows of a file that could not be read, and keeps the first few to show.

const shown = 5;

export interface BadRow {
  readonly line: number;
  /** Null for what is wrong with the whole row. */
  readonly column: string | null;
  readonly text: string;
}

export class BadRows {
  count = 0;
  readonly examples: BadRow[] = [];
  readonly #strict: boolean;

  /** @param strict the first bad row ends the import */
  constructor(strict = false) {
    this.#strict = strict;
  }

  /** @throws StrictStop if the import is strict. */
  add(row: BadRow): void {
    if (this.#strict) throw new StrictStop(row);
    this.count += 1;
    if (this.examples.length < shown) this.examples.push(row);
  }
}

/** A strict import came upon a bad row. */
export class StrictStop extends Error {
  constructor(row: BadRow) {
    super(`${badRowText(row)}. With --strict the import ends there; mend the row and run it again`);
  }
}

/** `line 6, column Quantity: "many" is no quantity`. */
export function badRowText({ line, column, text }: BadRow): string {
  return `line ${line}${column === null ? '' : `, column ${column}`}: ${text.slice(0, 120)}`;
}
