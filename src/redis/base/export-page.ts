// A part of an export: text that belongs behind the text of the page before.

import { csvLine } from './csv.ts';

/** CSV for spreadsheets; JSON_LINES has a JSON object per line, for programs. */
export const exportFormats = ['CSV', 'JSON_LINES'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportRequest {
  readonly format: ExportFormat;
  /** The `next` of the page before; null for the first page, which has the names of the columns. */
  readonly after: string | null;
  /** Entries of the page: products, each with its variants, or orders. */
  readonly size: number;
}

export interface ExportPage {
  readonly text: string;
  /** Entries in the text. */
  readonly count: number;
  /** Entries that are stored in a form that cannot be read, and are not in the text. */
  readonly unreadable: number;
  /** What the next page goes on from; null for the last one. */
  readonly next: string | null;
}

/** An entry as an object of JSON and as the lines of a CSV. */
export interface ExportedEntry {
  readonly record: object;
  lines(): readonly (readonly string[])[];
}

export function exportText(
  { format, after }: Pick<ExportRequest, 'format' | 'after'>,
  columns: readonly string[],
  entries: readonly ExportedEntry[],
): string {
  if (format === 'JSON_LINES') return entries.map(({ record }) => `${JSON.stringify(record)}\n`).join('');
  const lines = entries.flatMap((entry) => entry.lines());
  return (after === null ? [columns, ...lines] : lines).map((values) => `${csvLine(values)}\r\n`).join('');
}
