// Encoding jobs: one that differs from the job before in any field is not taken for the same.

import { expect, it } from 'vitest';
import { Refusal } from '../../src/redis/base/problem.ts';
import { JobEncoder } from '../../src/redis/job/encode.ts';
import type { Backoff, NewJob } from '../../src/redis/job/shapes.ts';

const backoff: Backoff = { kind: 'FIXED', delayMs: 100, maxDelayMs: 200, jitter: true };

const job: NewJob = {
  queue: 'mail',
  name: 'send',
  payload: { to: 'ann' },
  priority: 3,
  maxAttempts: 4,
  timeoutMs: 1_000,
  backoff,
};

/** For each field of a job another value. A field that is added to `NewJob` does not compile until it is here. */
const others: { readonly [Field in keyof Required<NewJob>]: NonNullable<NewJob[Field]> } = {
  queue: 'other',
  name: 'other',
  payload: { to: 'bob' },
  priority: 4,
  maxAttempts: 5,
  timeoutMs: 2_000,
  backoff: { ...backoff, maxDelayMs: 300 },
  delayMs: 5_000,
  runAt: new Date(4_000_000_000_000),
  idempotencyKey: 'once',
  idempotencyTtlMs: 60_000,
  partKey: 'together',
};

const otherBackoffs: { readonly [Field in keyof Required<Backoff>]: NonNullable<Backoff[Field]> } = {
  kind: 'EXPONENTIAL',
  delayMs: 150,
  maxDelayMs: 300,
  jitter: false,
};

const fields = Object.keys(others) as (keyof NewJob)[];

it.each(fields)('encodes a job with another %s as if no job had come before', (field) => {
  const changed: NewJob = { ...job, [field]: others[field] };
  const encoder = new JobEncoder();
  encoder.encode(job);
  expect(encoder.encode(changed)).toEqual(new JobEncoder().encode(changed));
  expect(encoder.encode(job)).toEqual(new JobEncoder().encode(job));
});

// The queue is the key of the call, and a lifetime is nothing without an idempotency key.
it.each(fields.filter((field) => field !== 'queue' && field !== 'idempotencyTtlMs'))('sends another %s', (field) => {
  const changed: NewJob = { ...job, [field]: others[field] };
  expect(new JobEncoder().encode(changed)).not.toEqual(new JobEncoder().encode(job));
});

it.each(Object.entries(otherBackoffs))('tells a backoff with another %s apart', (field, value) => {
  const encoder = new JobEncoder();
  const { options } = encoder.encode(job);
  expect(encoder.encode({ ...job, backoff: { ...backoff, [field]: value } }).options).not.toBe(options);
});

it('judges a lifetime of an idempotency key also in a job like the one before', () => {
  const encoder = new JobEncoder();
  encoder.encode(job);
  expect(() => encoder.encode({ ...job, idempotencyTtlMs: -1 })).toThrow(Refusal);
});

it('keeps what a job was, though its caller changes the backoff for the next one', () => {
  const encoder = new JobEncoder();
  const changing = { kind: 'FIXED' as const, delayMs: 100 };
  encoder.encode({ ...job, backoff: changing });
  changing.delayMs = 200;
  expect(encoder.encode({ ...job, backoff: changing }).options).toContain('f:200:');
});

it('leaves out the options that say nothing', () => {
  const { how, options } = new JobEncoder().encode({ queue: 'mail', name: 'send', priority: 0 });
  expect({ how, options }).toEqual({ how: '0', options: '["send",0,5]' });
});
