// What the jobs of the `jobs` run are: shared by those who enqueue, work and check.

import { z } from 'zod';

export const queue = 'chaos';
export const jobName = 'chaos.job';

/** How long a job is held without a sign of life: short, so that many leases run out. */
export const leaseMs = 1_000;

/** Attempts of a job that can succeed: more than accidents will take. */
export const attempts = { sound: 50, poison: 3 } as const;

export const payload = z.object({
  /** What the job does: it succeeds, takes longer than its lease, fails at first, can never succeed, or kills its worker. */
  kind: z.enum(['sound', 'slow', 'flaky', 'hopeless', 'poison']),
  takesMs: z.number().int().min(0),
});

export type Payload = z.infer<typeof payload>;

/** Says who completed it, so that it can be told whether they still held the job. */
export interface Result {
  readonly attempt: number;
  readonly workerId: string;
}
