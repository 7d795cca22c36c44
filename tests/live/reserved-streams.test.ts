// What bounds the streams that operations share.

import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { SessionWatch } from '../../src/live/session-watch.ts';
import { Drain } from '../../src/server/drain.ts';
import { serverLimits } from '../../src/server/limits.ts';
import type { ReservedStream } from '../../src/server/single-connection/reserved-stream.ts';
import { ReservedStreams } from '../../src/server/single-connection/reserved-streams.ts';
import { Readers } from '../../src/server/stream/readers.ts';

const { perAddress, reservedMs, operations, fullBytes, waitingBytes } = serverLimits.reservedStreams;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const watch = { watch: () => () => {} } as unknown as SessionWatch;
const from = (ipAddress: string, sharesAddress = false) => ({
  session: null,
  client: { requestId: '', ipAddress, sharesAddress, userAgent: null, visitorId: null, device: null, trusted: null },
});

function reserve(streams: ReservedStreams): ReservedStream {
  const token = streams.reserve(from('203.0.113.1'));
  return streams.find(token as string, from('203.0.113.1')) as ReservedStream;
}

const once = { after: 0, resumes: false };

/** A client that does not read. */
function slowResponse() {
  return Object.assign(new PassThrough({ highWaterMark: 1 }), { writeHead: () => {} }) as never;
}

it('are bounded per address, unless many share it, and give their place back', () => {
  const streams = new ReservedStreams(watch, new Readers());
  const tokens = Array.from({ length: perAddress }, () => streams.reserve(from('203.0.113.1')) as string);
  expect(streams.reserve(from('203.0.113.1'))).toMatchObject({
    extensions: { code: 'RATE_LIMITED', limit: perAddress },
  });
  expect(streams.reserve(from('203.0.113.1', true))).toEqual(expect.any(String));
  expect(streams.reserve(from('203.0.113.2'))).toEqual(expect.any(String));
  for (const token of tokens.slice(0, 2)) streams.find(token, from('203.0.113.1'))?.end();
  expect(streams.reserve(from('203.0.113.1'))).toEqual(expect.any(String));
});

it('have to be opened within their time', () => {
  const streams = new ReservedStreams(watch, new Readers());
  const [late, inTime] = [reserve(streams), reserve(streams)];
  vi.advanceTimersByTime(reservedMs - 1);
  inTime.open(slowResponse(), once);
  vi.advanceTimersByTime(2);
  expect(late.begin('a')).toBeUndefined();
  expect(inTime.begin('a')).toBeDefined();
  void streams.leave(new Drain(0));
});

it('take so many operations, and none while too much waits to be read; the slowest reader is left', () => {
  const streams = new ReservedStreams(watch, new Readers());
  const stream = reserve(streams);
  stream.open(slowResponse(), once);
  const stopped: string[] = [];
  for (let index = 0; index < operations; index += 1) {
    const operation = stream.begin(String(index));
    operation?.onEnd(() => stopped.push(String(index)));
  }
  expect(stream.isFull).toBe(true);
  stream.stop('0');
  expect(stream.isFull).toBe(false);
  const operation = stream.begin('0');
  operation?.next({ json: Buffer.alloc(fullBytes) }, () => {});
  expect(stream.isFull).toBe(true);
  operation?.next({ json: Buffer.alloc(waitingBytes) }, () => {});
  expect(stopped).toHaveLength(operations);
});

it('end when the server stops, and no other is reserved', () => {
  const streams = new ReservedStreams(watch, new Readers());
  const stream = reserve(streams);
  const response = slowResponse() as PassThrough;
  stream.open(response as never, once);
  void streams.leave(new Drain(0));
  expect(response.writableEnded).toBe(true);
  expect(streams.reserve(from('203.0.113.9'))).toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
});

it('lose the connection of a client that reads nothing between two heartbeats, and end unless it comes back', async () => {
  const readers = new Readers();
  const streams = new ReservedStreams(watch, readers);
  const [leaving, resuming] = [reserve(streams), reserve(streams)];
  const responses = [slowResponse() as PassThrough, slowResponse() as PassThrough];
  leaving.open(responses[0] as never, once);
  resuming.open(responses[1] as never, { after: 0, resumes: true });
  for (const stream of [leaving, resuming]) stream.begin('one')?.next({ json: Buffer.from('{}') }, () => {});
  expect(readers.waitingBytes).toBeGreaterThan(0);
  vi.advanceTimersByTime(serverLimits.eventStreamPingMs);
  expect(responses.some(({ destroyed }) => destroyed)).toBe(false);
  vi.advanceTimersByTime(serverLimits.eventStreamPingMs);
  expect(responses.every(({ destroyed }) => destroyed)).toBe(true);
  expect(readers.counts.slow).toBe(2);
  await vi.waitFor(() => expect(leaving.begin('two')).toBeUndefined());
  await vi.waitFor(() => expect(resuming.isOpen).toBe(false));
  expect(resuming.begin('two')).toBeDefined();
  void streams.leave(new Drain(0));
  expect(readers.waitingBytes).toBe(0);
});
