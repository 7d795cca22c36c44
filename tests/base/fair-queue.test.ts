// Costly work in fair turns: counted, never timed.

import { describe, expect, it } from 'vitest';
import { FairQueue, NoTurn } from '../../src/redis/base/fair-queue.ts';

/** Work that ends when it is told to, in the order in which it began. */
function workshop() {
  const begun: { name: string; end(): void }[] = [];
  const work = (name: string) => (): Promise<void> => new Promise((end) => begun.push({ name, end }));
  const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    begun,
    work,
    tick,
    names: () => begun.map(({ name }) => name).join(' '),
    async endNext(done: { at: number }): Promise<void> {
      begun[done.at++]?.end();
      await tick();
    },
  };
}

const refusal = (error: unknown): unknown => (error instanceof NoTurn ? error.full : error);

describe('fair turns', () => {
  it('give another key its turn after one piece of work of each that waits', async () => {
    const { work, names, endNext } = workshop();
    const turns = new FairQueue({ atOnce: 2, waitingPerKey: 1_000, waiting: 2_000 });
    for (let index = 0; index < 400; index++) void turns.run('flood', work('f'));
    void turns.run('one', work('one'));
    void turns.run('two', work('two'));
    const done = { at: 0 };
    for (let index = 0; index < 4; index++) await endNext(done);
    expect(names()).toBe('f f f one two f');
  });

  it('never run more at once than they may', async () => {
    const turns = new FairQueue({ atOnce: 3, waitingPerKey: 100, waiting: 100 });
    let [running, most] = [0, 0];
    const work = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    };
    await Promise.all(Array.from({ length: 60 }, (_, index) => turns.run(`key${index % 7}`, work)));
    expect(most).toBe(3);
  });

  it('refuse what is too much for one key, and say when to come again', async () => {
    const { work } = workshop();
    const turns = new FairQueue({ atOnce: 1, waitingPerKey: 5, waiting: 100 });
    const outcomes = Array.from({ length: 10 }, () => turns.run('flood', work('f')).catch((error) => error));
    const refused = (await Promise.all(outcomes.slice(6))) as NoTurn[];
    expect(refused.map(refusal)).toEqual(Array(4).fill('key'));
    expect(refused[0]?.retryAfterSeconds).toBeGreaterThanOrEqual(1);
    // Who asks before is told the same, and others may wait.
    expect([refusal(turns.refusal('flood')), turns.refusal('other')]).toEqual(['key', undefined]);
  });

  it('have the newest work of the key with most of it make room for others', async () => {
    const { work, names, endNext } = workshop();
    const turns = new FairQueue({ atOnce: 1, waitingPerKey: 10, waiting: 10 });
    const flood = Array.from({ length: 11 }, () => turns.run('flood', work('f')).then(() => 'done', refusal));
    void turns.run('one', work('one'));
    expect(await flood[10]).toBe('all');
    const done = { at: 0 };
    for (let index = 0; index < 3; index++) await endNext(done);
    expect(names()).toContain('one');
    // Of keys with as little each, the one that comes when all is full is refused.
    const crowded = new FairQueue({ atOnce: 1, waitingPerKey: 10, waiting: 3 });
    const crowd = Array.from({ length: 5 }, (_, index) =>
      crowded.run(`key${index}`, work('c')).then(() => 'done', refusal),
    );
    expect(await crowd[4]).toBe('all');
  });

  it('go on after work that fails', async () => {
    const turns = new FairQueue({ atOnce: 1, waitingPerKey: 10, waiting: 10 });
    const failing = turns.run('a', () => Promise.reject(new Error('no')));
    const next = turns.run('b', async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
