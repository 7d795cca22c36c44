// Brings the page views of an access log into the metrics. Lines that were imported before, by whichever process and in
// whichever order, count nothing again.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { showProgress } from '../progress-bar.ts';
import type { MetricEvent, Metrics } from '../redis/metric/metric.ts';
import { LineIds, parseLine, type SkipReason, skipReason, visitorOf } from './access-log.ts';
import { linesOf } from './lines.ts';

const limits = { batch: 500, inFlight: 4, badLinesShown: 5 } as const;

export interface ImportReport {
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

/** @throws the file's own error where it cannot be read. A name that ends in `.gz` is unpacked on the way. */
export async function importAccessLog(metrics: Metrics, site: string, file: string): Promise<ImportReport> {
  const { size } = await stat(file);
  const report: ImportReport = {
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
  const source = createReadStream(file);
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
        progress.update(source.bytesRead, { counted: report.accepted + report.duplicates });
      })
      .catch((error) => {
        failure ??= error;
      })
      .finally(() => inFlight.delete(sent));
    inFlight.add(sent);
  };

  try {
    for await (const text of linesOf(textOf(source, file))) {
      if (text === '') continue;
      report.lines++;
      const entry = text === null ? null : parseLine(text);
      if (text === null || !entry) {
        noteBad(report, text ?? '(a line longer than 64 kB)');
        continue;
      }
      const reason = skipReason(entry);
      if (reason) {
        skip(report, reason, 1);
        continue;
      }
      const { at, path, referrer, userAgent } = entry;
      const visitorId = visitorOf(entry, salt);
      batch.push({ eventId: ids.idOf(text), type: 'PAGE_VIEW', visitorId, path, referrer, userAgent, at });
      if (batch.length === limits.batch) await send();
    }
    if (batch.length > 0) await send();
    await Promise.all(inFlight);
    if (failure !== undefined) throw failure;
  } finally {
    source.destroy();
    progress.stop();
  }
  return report;
}

function textOf(source: ReturnType<typeof createReadStream>, file: string): AsyncIterable<string> {
  if (!file.endsWith('.gz')) return source.setEncoding('utf8') as AsyncIterable<string>;
  const unpacked = createGunzip();
  source.on('error', (error) => unpacked.destroy(error));
  return source.pipe(unpacked).setEncoding('utf8') as AsyncIterable<string>;
}

function skip(report: ImportReport, reason: string, count: number): void {
  report.skipped.set(reason, (report.skipped.get(reason) ?? 0) + count);
}

function noteBad(report: ImportReport, text: string): void {
  report.badLines++;
  if (report.badExamples.length < limits.badLinesShown) report.badExamples.push({ line: report.lines, text });
}
