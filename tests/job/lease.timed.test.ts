// Workers in other languages: leases over the API.

import { spawn } from 'node:child_process';
import { gql } from 'graphql-request';
import { describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';

const app = await openTestApp();

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('leases over the API', async () => {
  const worker = app.client(await app.token('WORKER'));
  const admin = app.client(await app.token('ADMIN'));

  const enqueue = async (input: object): Promise<string> => {
    const mutation = gql`
      mutation Enqueue($input: JobEnqueueInput!) {
        jobEnqueue(input: $input) { job { id } }
      }
    `;
    return (await worker.request<{ jobEnqueue: { job: { id: string } } }>(mutation, { input })).jobEnqueue.job.id;
  };

  interface Claimed {
    jobsClaim: { leases: { leaseToken: string; job: { id: string; name: string } }[] };
  }
  const claim = (input: object): Promise<Claimed> =>
    worker.request<Claimed>(
      gql`
        mutation Claim($input: JobsClaimInput!) {
          jobsClaim(input: $input) { leases { leaseToken expiresAt job { id name payload } } }
        }
      `,
      { input },
    );

  it('lends a job to a worker, takes its progress and its result, and refuses both from one that lost it', async () => {
    const id = await enqueue({ queue: 'lend', name: 'n' });
    const [lease] = (await claim({ queue: 'lend', workerId: 'w', leaseSeconds: 60 })).jobsClaim.leases;
    expect(lease?.job.id).toBe(id);
    const held = { id, leaseToken: lease?.leaseToken };
    const act = (mutation: string, type: string, input: object) =>
      worker.request<
        Record<string, { job: { state: string; progress: number } | null; userErrors: { code: string }[] }>
      >(`mutation ($input: ${type}!) { ${mutation}(input: $input) { job { state progress } userErrors { code } } }`, {
        input,
      });
    expect((await act('jobProgress', 'JobProgressInput', { ...held, progress: 0.25, log: 'a' })).jobProgress).toEqual({
      job: { state: 'ACTIVE', progress: 0.25 },
      userErrors: [],
    });
    const stale = { ...held, leaseToken: '999' };
    expect((await act('jobComplete', 'JobCompleteInput', stale)).jobComplete?.userErrors).toEqual([
      { code: 'LEASE_LOST' },
    ]);
    expect((await act('jobComplete', 'JobCompleteInput', { ...held, result: 1 })).jobComplete).toEqual({
      job: { state: 'COMPLETED', progress: 1 },
      userErrors: [],
    });
    expect((await act('jobFail', 'JobFailInput', { ...held, message: 'late' })).jobFail?.userErrors).toEqual([
      { code: 'LEASE_LOST' },
    ]);
  });

  it('renews leases of several queues, and tells when they run out by the clock of Redis', async () => {
    const ids = new Map<string, string[]>();
    const held = [];
    for (const queue of ['renew-a', 'renew-b']) {
      await enqueue({ queue, name: queue });
      const [lease] = (await claim({ queue, workerId: 'w', leaseSeconds: 5 })).jobsClaim.leases;
      held.push({ id: lease?.job.id, leaseToken: lease?.leaseToken });
      ids.set(queue, [
        Buffer.from(lease?.job.id as string, 'base64')
          .toString()
          .slice('Job:'.length),
      ]);
    }
    const { jobLeasesExtend } = await worker.request<{
      jobLeasesExtend: { leases: { expiresAt: string; job: { name: string } }[]; userErrors: object[] };
    }>(
      gql`
        mutation Extend($input: JobLeasesExtendInput!) {
          jobLeasesExtend(input: $input) { leases { expiresAt job { name } } userErrors { code } }
        }
      `,
      { input: { leases: held, leaseSeconds: 60 } },
    );
    expect(jobLeasesExtend.userErrors).toEqual([]);
    expect(jobLeasesExtend.leases.map(({ job }) => job.name)).toEqual(['renew-a', 'renew-b']);
    for (const { expiresAt, job } of jobLeasesExtend.leases) {
      const [expiry] = await app.stores.jobLeases.expiries(job.name, ids.get(job.name) ?? []);
      expect(expiresAt).toBe(expiry?.toISOString());
    }
  });

  it('takes a failure with a delay, and a job that is given back', async () => {
    const id = await enqueue({ queue: 'ends', name: 'n', maxAttempts: 2 });
    const hold = async () => ({
      id,
      leaseToken: (await claim({ queue: 'ends', workerId: 'w' })).jobsClaim.leases[0]?.leaseToken,
    });
    const act = (mutation: string, type: string, input: object) =>
      worker.request<{ it: object }>(
        `mutation ($input: ${type}!) { it: ${mutation}(input: $input) { job { state attempt runAt errors { message } } userErrors { code field } } }`,
        { input },
      );
    const held = await hold();
    expect((await act('jobRelease', 'JobReleaseInput', held)).it).toEqual({
      job: { state: 'WAITING', attempt: 0, runAt: null, errors: [] },
      userErrors: [],
    });
    expect((await act('jobRelease', 'JobReleaseInput', held)).it).toMatchObject({
      userErrors: [{ code: 'LEASE_LOST', field: ['leaseToken'] }],
    });
    const again = { ...(await hold()), message: 'later' };
    expect((await act('jobFail', 'JobFailInput', { ...again, delayMs: -1 })).it).toMatchObject({
      job: { state: 'ACTIVE' },
      userErrors: [{ code: 'INVALID', field: ['delayMs'] }],
    });
    const before = Date.now();
    const failed = (await act('jobFail', 'JobFailInput', { ...again, delayMs: 3_600_000 })).it as {
      job: { runAt: string };
    };
    expect(failed).toMatchObject({
      job: { state: 'DELAYED', attempt: 1, errors: [{ message: 'later' }] },
      userErrors: [],
    });
    const inMs = Date.parse(failed.job.runAt) - before;
    expect(inMs).toBeGreaterThan(3_500_000);
    expect(inMs).toBeLessThan(3_700_000);
  });

  it('lets a claim wait for a job', async () => {
    const waiting = claim({ queue: 'long', workerId: 'w', waitSeconds: 10 });
    await wait(100);
    await enqueue({ queue: 'long', name: 'awaited' });
    expect((await waiting).jobsClaim.leases[0]?.job.name).toBe('awaited');
    expect((await claim({ queue: 'long', workerId: 'w' })).jobsClaim.leases).toEqual([]);
  });

  it('tells who finds nothing in a paused queue that it is paused', async () => {
    await enqueue({ queue: 'halted', name: 'n' });
    await app.stores.jobs.setPaused('halted', true);
    const asking = gql`
      mutation { jobsClaim(input: { queue: "halted", workerId: "w" }) { leases { leaseToken } userErrors { code field } } }
    `;
    expect(await worker.request(asking)).toEqual({
      jobsClaim: { leases: [], userErrors: [{ code: 'QUEUE_PAUSED', field: ['queue'] }] },
    });
    await app.stores.jobs.setPaused('halted', false);
    expect(await worker.request(asking)).toMatchObject({
      jobsClaim: { leases: [{ leaseToken: expect.any(String) }], userErrors: [] },
    });
  });

  it('serves a worker written in Python', async () => {
    const id = await enqueue({ queue: 'python', name: 'text.shout', payload: { text: 'quietly' } });
    const env = { ...process.env, MORTAR_URL: app.endpoint, MORTAR_TOKEN: await app.token('WORKER') };
    const script = new URL('../../docs/examples/worker.py', import.meta.url).pathname;
    const { code: exit, text } = await new Promise<{ code: number | null; text: string }>((resolve) => {
      const child = spawn('python3', [script, 'python', '--once'], { env });
      let output = '';
      child.stderr.on('data', (chunk) => (output += chunk));
      child.on('error', (error) => resolve({ code: null, text: error.message }));
      child.on('close', (status) => resolve({ code: status, text: output }));
    });
    expect({ exit, text }).toEqual({ exit: 0, text: '' });
    expect(await admin.request(gql`query ($id: ID!) { job(id: $id) { state result } }`, { id })).toEqual({
      job: { state: 'COMPLETED', result: { text: 'QUIETLY' } },
    });
  });
});
