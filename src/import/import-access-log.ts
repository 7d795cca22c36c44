// Brings the page views of an access log into the metrics. Lines that were imported before, by whichever process and in
// whichever order, count nothing again.

import { stat } from 'node:fs/promises';
import { showProgress } from '../progress-bar.ts';
import type { MetricEvent, Metrics } from '../redis/metric/metric.ts';
import { LineIds, type SkipReason, skipReason, visitorOf } from './access-log.ts';
import { decoded, openFile } from './file.ts';
import { linesOf } from './lines.ts';
import type { LogFormat } from './log-format/entry.ts';
import { detectFormat, formatNamed, formatNames, sampleLines } from './log-format/formats.ts';

const limits = { batch: 500, inFlight: 4, badLinesShown: 5 } as const;

export interface ImportReport {
  /** The name of the format that the lines were read in. */
  format: string;
  lines: number;
  /** Page views that were counted now, and such that were counted before. */
  accepted: number;
  duplicates: number;
  /** Lines that are no page views, by reason; programs as `bot:<reason>`. */
  readonly skipped: Map<SkipReason | string, number>;
  badLines: number;
  /** The first few lines that could not be read. */
  readonly badExamples: { readonly line: number; readonly text: string }[];
}

/** No format reads the first lines of a log. */
export class UnknownFormat extends Error {}

/**
 * @param format a name, or a log_format of nginx; null finds the format by the first lines.
 * @throws the file's own error where it cannot be read, and UnknownFormat. A name that ends in `.gz` is unpacked on the way.
 */
export async function importAccessLog(
  metrics: Metrics,
  site: string,
  file: string,
  format: string | null = null,
): Promise<ImportReport> {
  const named = format === null ? null : formatNamed(format);
  const { size } = await stat(file);
  const report: ImportReport = {
    format: '',
    lines: 0,
    accepted: 0,
    duplicates: 0,
    skipped: new Map(),
    badLines: 0,
    badExamples: [],
  };
  const progress = showProgress(size, '{bar} {percentage} % | {counted} page views | {eta_formatted} to go', {
    counted: 0,
  });
  const source = openFile(file);
  const salt = await metrics.importSalt();
  const ids = new LineIds();
  const inFlight = new Set<Promise<void>>();
  let batch: MetricEvent[] = [];

  let failure: unknown;
  const send = async (): Promise<void> => {
    const events = batch;
    batch = [];
    if (inFlight.size >= limits.inFlight) await Promise.race(inFlight);
    if (failure !== undefined) throw failure;
    const sent: Promise<void> = metrics
      .track(site, events, { imported: true })
      .then(({ accepted, duplicates, reasons }) => {
        report.accepted += accepted;
        report.duplicates += duplicates;
        for (const [reason, count] of reasons) skip(report, reason, count);
        progress.update(source.bytesRead(), { counted: report.accepted + report.duplicates });
      })
      .catch((error) => {
        failure ??= error;
      })
      .finally(() => inFlight.delete(sent));
    inFlight.add(sent);
  };

  try {
    const { format: chosen, lines } = await openLog(source.bytes, named);
    report.format = chosen.name;
    const read = chosen.open();
    for await (const text of lines) {
      if (text === '') continue;
      const entry = text === null ? null : read(text);
      if (entry === undefined) continue;
      report.lines++;
      if (text === null || !entry) {
        noteBad(report, text ?? '(a line longer than 64 kB)');
        continue;
      }
      const reason = skipReason(entry);
      if (reason) {
        skip(report, reason, 1);
        continue;
      }
      const { at, path, referrer, userAgent, address: ipAddress } = entry;
      const visitorId = visitorOf(entry, salt);
      batch.push({ eventId: ids.idOf(text), type: 'PAGE_VIEW', visitorId, path, referrer, userAgent, ipAddress, at });
      if (batch.length === limits.batch) await send();
    }
    if (batch.length > 0) await send();
    await Promise.all(inFlight);
    if (failure !== undefined) throw failure;
  } finally {
    source.close();
    progress.stop();
  }
  return report;
}

type Line = string | null;

/** The lines of a log and their format: the one that is named, or the one that reads most of the first lines. */
async function openLog(
  bytes: AsyncIterable<Uint8Array>,
  named: LogFormat | null,
): Promise<{ format: LogFormat; lines: AsyncIterable<Line> }> {
  const lines = linesOf(decoded(bytes, null));
  const sample = await firstOf(lines);
  return { format: named ?? detected(sample), lines: chained(sample, lines) };
}

async function firstOf(lines: AsyncGenerator<Line>): Promise<Line[]> {
  const first: Line[] = [];
  while (first.length < sampleLines) {
    const { value, done } = await lines.next();
    if (done) break;
    first.push(value);
  }
  return first;
}

async function* chained(first: readonly Line[], others: AsyncGenerator<Line>): AsyncGenerator<Line> {
  yield* first;
  yield* others;
}

function detected(sample: readonly Line[]): LogFormat {
  const lines = sample.filter((line) => line !== null && line !== '') as string[];
  // An empty log is in any format.
  const format = lines.length === 0 ? formatNamed('combined') : detectFormat(lines);
  if (format) return format;
  throw new UnknownFormat(
    `no format reads the first lines, such as ${JSON.stringify(lines[0]?.slice(0, 120))}. Name one with --format: ` +
      `${formatNames.join(', ')}, or the log_format of your nginx`,
  );
}

function skip(report: ImportReport, reason: string, count: number): void {
  report.skipped.set(reason, (report.skipped.get(reason) ?? 0) + count);
}

function noteBad(report: ImportReport, text: string): void {
  report.badLines++;
  if (report.badExamples.length < limits.badLinesShown) report.badExamples.push({ line: report.lines, text });
}
