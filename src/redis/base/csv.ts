// Lines of CSV files that people open in spreadsheets, and what is read of their cells again.

/** A spreadsheet takes what begins so for a formula, which could send away what stands in other cells. */
const formula = /^'*[=+\-@\t\r]/;
/** What begins so and is no formula, as what a discount takes off. */
const negative = /^-\d+(\.\d+)?$/;

/** A line without its line break. What would be taken for a formula gets an apostrophe in front, which `withoutGuard` takes away. */
export function csvLine(values: readonly string[]): string {
  return values.map(cell).join(',');
}

/** The value of a cell of `csvLine`. */
export function withoutGuard(text: string): string {
  return text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
}

function cell(value: string): string {
  const harmless = formula.test(value) && !negative.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Several values in one cell: `a|b`. */
export function joinedList(values: readonly string[]): string {
  return values.map((value) => value.replace(/[\\|]/g, '\\$&')).join('|');
}

/** What `joinedList` has joined. */
export function splitList(text: string): string[] {
  if (text === '') return [];
  const values = [''];
  for (const [part] of text.matchAll(/\\?[\s\S]/gu)) {
    if (part === '|') values.push('');
    else values[values.length - 1] += part === '\\|' || part === '\\\\' ? part.slice(1) : part;
  }
  return values;
}
