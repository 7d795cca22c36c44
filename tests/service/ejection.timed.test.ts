// Instances that crash, hang and come back: which share of the calls each gets.

import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ServiceDirectory, type ServiceDirectorySettings } from '../../src/redis/service/directory.ts';
import { ServiceMember } from '../../src/redis/service/member.ts';
import { Outliers } from '../../src/redis/service/outlier.ts';
import { Services } from '../../src/redis/service/service.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const services = new Services(redis);
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** What a real instance does with a request; it may be told otherwise at any time. */
type Mode = 'well' | 'failing' | 'hanging' | 'away';

class Instance {
  mode: Mode = 'well';
  calls = 0;
  checks = 0;
  address = '';
  #server: Server | undefined;

  async start(): Promise<void> {
    const port = this.address === '' ? 0 : Number(new URL(this.address).port);
    const server = createServer(({ url }, response) => {
      if (url === '/health') this.checks += 1;
      else this.calls += 1;
      if (this.mode === 'failing') response.destroy();
      else if (this.mode === 'well') response.end('well');
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    this.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

// What is waited for takes its time where everything else is being tested at the same time.
vi.setConfig({ testTimeout: 60_000 });

let named = 0;

async function begin(count: number, settings: ServiceDirectorySettings = {}) {
  named += 1;
  const service = `calls-${named}`;
  const instances = await Promise.all(
    Array.from({ length: count }, async (_unused, number) => {
      const instance = new Instance();
      await instance.start();
      closers.push(() => instance.stop());
      const member = await ServiceMember.join(services, {
        service,
        instanceId: `i${number}`,
        address: instance.address,
      });
      closers.push(() => member.leave());
      return instance;
    }),
  );
  const directory = await ServiceDirectory.open(services, service, settings);
  closers.push(() => directory.close());
  const answers: string[] = [];
  // On a busy machine one that is well may be slow: only those that hang are given up soon.
  const patience = (address: string): number =>
    instances.some((each) => each.address === address && each.mode === 'hanging') ? 150 : 30_000;
  const call = (): Promise<void> =>
    directory
      .use(async ({ address }) => {
        const response = await fetch(address, { signal: AbortSignal.timeout(patience(address)) });
        return response.text();
      })
      .then(
        (text) => void answers.push(text),
        () => void answers.push('failed'),
      );
  /** Four at a time; which share of them each instance got, and how many failed. */
  const run = async (total: number) => {
    const before = instances.map(({ calls }) => calls);
    answers.length = 0;
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let made = 0; made < total / 4; made += 1) await call();
      }),
    );
    return {
      got: instances.map(({ calls }, place) => calls - (before[place] as number)),
      failed: answers.filter((answer) => answer === 'failed').length,
    };
  };
  return { directory, instances: instances as [Instance, Instance, ...Instance[]], run };
}

const states = ({ conditions }: ServiceDirectory) => conditions.map(({ state }) => state);

describe('calls', () => {
  it('to an instance that has crashed cease after a few failures, and come back when it does', async () => {
    const ejection = { baseMs: 400 };
    const { directory, instances, run } = await begin(3, { ejection });
    await instances[0].stop();
    const crashed = await run(400);
    expect(crashed.failed).toBeLessThan(30);
    expect(crashed.failed).toBeGreaterThan(0);
    await instances[0].start();
    await expect
      .poll(
        async () => {
          await run(20);
          return states(directory);
        },
        { timeout: 15_000 },
      )
      .toEqual(['IN', 'IN', 'IN']);
    const { got, failed } = await run(600);
    expect(failed).toBe(0);
    expect(Math.min(...got)).toBeGreaterThan(60);
  });

  it('to an instance that hangs or breaks each connection are few', async () => {
    const { instances, run } = await begin(4);
    instances[0].mode = 'failing';
    instances[1].mode = 'hanging';
    await run(100);
    const { got, failed } = await run(400);
    expect((got[0] as number) + (got[1] as number)).toBeLessThan(20);
    expect(failed).toBeLessThan(20);
  });

  it('go on where all fail, and never to nobody', async () => {
    const { directory, instances, run } = await begin(3);
    for (const instance of instances) instance.mode = 'failing';
    const { got } = await run(200);
    expect(got.reduce((sum, each) => sum + each)).toBe(200);
    expect(states(directory).filter((state) => state === 'EJECTED')).toHaveLength(2);
    expect(directory.pick().address).toBe(instances[states(directory).indexOf('IN')]?.address);
  });

  it('to the only instance go on though it fails', async () => {
    const { directory, instances, run } = await begin(1);
    instances[0].mode = 'failing';
    expect((await run(20)).got).toEqual([20]);
    expect(states(directory)).toEqual(['IN']);
  });

  it('to an instance on trial are one at a time', async () => {
    const { directory, instances, run } = await begin(2, { ejection: { baseMs: 200 } });
    instances[0].mode = 'failing';
    // The more it has failed, the fewer calls it gets: how many it takes until it is ejected is a matter of luck.
    const stateAfterMore = async () => {
      await run(40);
      return states(directory)[0];
    };
    await expect.poll(stateAfterMore, { timeout: 15_000 }).not.toBe('IN');
    await expect.poll(() => states(directory), { timeout: 15_000 }).toEqual(['TRIAL', 'IN']);
    let most = 0;
    let under = 0;
    const used = await Promise.all(
      Array.from({ length: 50 }, () =>
        directory.use(async ({ address }) => {
          const isTried = address === instances[0].address;
          if (isTried) most = Math.max(most, ++under);
          await new Promise((resolve) => setTimeout(resolve, 20));
          if (isTried) under -= 1;
          return isTried;
        }),
      ),
    );
    expect([most, used.filter((isTried) => isTried).length]).toEqual([1, 1]);
  });

  it('that their caller ends, or that it says are no failures, eject nobody', async () => {
    const { directory } = await begin(2, { isFailure: (error) => String(error) !== 'Error: not found' });
    for (let made = 0; made < 40; made += 1)
      await directory.use(() => Promise.reject(new Error('not found'))).catch(() => {});
    expect(states(directory)).toEqual(['IN', 'IN']);
    const { directory: plain } = await begin(2);
    for (let made = 0; made < 40; made += 1)
      await plain.use(() => Promise.reject(AbortSignal.abort().reason)).catch(() => {});
    expect(states(plain)).toEqual(['IN', 'IN']);
  });
});

describe('an ejection', () => {
  const sound = [
    { id: 'a', since: 1 },
    { id: 'b', since: 1 },
  ];

  /** For how many seconds `a` is ejected each time that it fails as soon as it may be called. */
  function ejections(outliers: Outliers, clock: { ms: number }, times: number): number[] {
    return Array.from({ length: times }, () => {
      while (outliers.stateOf('a') !== 'EJECTED') outliers.end('a', outliers.begin('a'), true);
      const from = clock.ms;
      while (outliers.stateOf('a') === 'EJECTED') clock.ms += 1_000;
      return (clock.ms - from) / 1_000;
    });
  }

  it('grows each time up to a bound, and is forgotten in time', () => {
    const clock = { ms: 0 };
    const outliers = new Outliers({ failures: 3, baseMs: 10_000, maxMs: 40_000 }, () => clock.ms);
    outliers.follow(sound);
    const seconds = ejections(outliers, clock, 7);
    for (const [place, bound] of [10, 20, 30, 40, 40, 40, 40].entries()) {
      expect(seconds[place]).toBeGreaterThanOrEqual(bound);
      expect(seconds[place]).toBeLessThanOrEqual(bound * 1.2 + 1);
    }
    for (let calls = 0; calls < 3; calls += 1) outliers.end('a', outliers.begin('a'), false);
    expect(outliers.stateOf('a')).toBe('IN');
    clock.ms += 400_000;
    expect(ejections(outliers, clock, 1)[0]).toBeLessThanOrEqual(13);
  });

  it('ends where the instance registers again, and calls from before it say nothing', () => {
    const clock = { ms: 0 };
    const outliers = new Outliers({ failures: 1 }, () => clock.ms);
    outliers.follow(sound);
    const early = outliers.begin('a');
    outliers.end('a', outliers.begin('a'), true);
    expect(outliers.stateOf('a')).toBe('EJECTED');
    clock.ms += 13_000;
    expect(outliers.stateOf('a')).toBe('TRIAL');
    outliers.end('a', early, true);
    expect(outliers.stateOf('a')).toBe('TRIAL');
    outliers.follow([{ id: 'a', since: 2 }, ...sound.slice(1)]);
    expect(outliers.stateOf('a')).toBe('IN');
  });

  it.each([
    [{ failures: 0 }, 'failures'],
    [{ failures: 1.5 }, 'failures'],
    [{ baseMs: Number.NaN }, 'baseMs'],
    [{ maxMs: 5 }, 'maxMs'],
    [{ maxShare: 2 }, 'maxShare'],
  ])('cannot be set to %o', async (ejection, field) => {
    await expect(ServiceDirectory.open(services, 'any', { ejection })).rejects.toMatchObject({
      problems: [{ code: 'INVALID', field: ['ejection', field] }],
    });
  });
});

describe('health checks', () => {
  const quick = { intervalMs: 20, timeoutMs: 100, unhealthyAfter: 2, healthyAfter: 2 };
  /** Where none hangs, one that is well may be slow on a busy machine. */
  const patient = { ...quick, timeoutMs: 5_000 };
  const healthy = ({ conditions }: ServiceDirectory) => conditions.map((each) => each.healthy);

  it.each(['HTTP', 'TCP'] as const)('leave out an instance that is away, until it is back: %s', async (kind) => {
    const { directory, instances, run } = await begin(2, { healthCheck: { kind, ...patient } });
    await instances[0].stop();
    await expect.poll(() => healthy(directory), { timeout: 10_000 }).toEqual([false, true]);
    expect((await run(100)).failed).toBe(0);
    expect(directory.pick().address).toBe(instances[1].address);
    await instances[0].start();
    await expect.poll(() => healthy(directory), { timeout: 10_000 }).toEqual([true, true]);
  });

  it('find an instance that hangs, and go on where none is healthy', async () => {
    const { directory, instances } = await begin(2, { healthCheck: { kind: 'HTTP', ...quick } });
    for (const instance of instances) instance.mode = 'hanging';
    await expect.poll(() => healthy(directory), { timeout: 10_000 }).toEqual([false, false]);
    expect(instances.map(({ address }) => address)).toContain(directory.pick().address);
    expect(await directory.use(async ({ instanceId }) => instanceId)).toMatch(/^i[01]$/);
  });

  it('follow no redirect, and stop with the directory', async () => {
    let asked = 0;
    const secret = createServer((_request, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((resolve) => secret.listen(0, '127.0.0.1', resolve));
    closers.push(() => secret.close());
    const { port } = secret.address() as AddressInfo;
    let checks = 0;
    const lure = createServer((_request, response) => {
      checks += 1;
      response.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end();
    });
    await new Promise<void>((resolve) => lure.listen(0, '127.0.0.1', resolve));
    closers.push(() => lure.close());
    const address = `127.0.0.1:${(lure.address() as AddressInfo).port}`;
    const member = await ServiceMember.join(services, { service: 'lure', address });
    closers.push(() => member.leave());
    const directory = await ServiceDirectory.open(services, 'lure', { healthCheck: { kind: 'HTTP', ...quick } });
    await expect.poll(() => healthy(directory), { timeout: 10_000 }).toEqual([false]);
    expect(asked).toBe(0);
    directory.close();
    const settled = checks;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(checks - settled).toBeLessThanOrEqual(1);
  });

  it('are few at once however many hang, and leave alone what they cannot ask', async () => {
    let open = 0;
    let most = 0;
    const tar: TcpServer = createTcpServer((socket) => {
      most = Math.max(most, ++open);
      socket.on('error', () => {}).resume();
      socket.on('close', () => {
        open -= 1;
      });
    });
    await new Promise<void>((resolve) => tar.listen(0, '127.0.0.1', resolve));
    closers.push(() => tar.close());
    const { port } = tar.address() as AddressInfo;
    for (let number = 0; number < 40; number += 1)
      await services.register({ service: 'tar', instanceId: `t${number}`, address: `127.0.0.1:${port}` });
    await services.register({ service: 'tar', instanceId: 'odd', address: 'db.internal' });
    const directory = await ServiceDirectory.open(services, 'tar', {
      healthCheck: { kind: 'HTTP', ...quick, unhealthyAfter: 1 },
    });
    closers.push(() => directory.close());
    await expect.poll(() => healthy(directory).filter((each) => !each).length, { timeout: 10_000 }).toBe(40);
    expect(most).toBeLessThanOrEqual(12);
    expect(directory.pick().address).toBe('db.internal');
  });

  it.each([
    [{ kind: 'TCP', timeoutMs: 0 }, 'timeoutMs'],
    [{ kind: 'HTTP', path: '//elsewhere/' }, 'path'],
    [{ kind: 'HTTP', path: 'http://elsewhere/' }, 'path'],
    [{ kind: 'HTTP', intervalMs: Number.POSITIVE_INFINITY }, 'intervalMs'],
    [{ kind: 'HTTP', healthyAfter: 0 }, 'healthyAfter'],
  ] as const)('cannot be set to %o', async (healthCheck, field) => {
    await expect(ServiceDirectory.open(services, 'any', { healthCheck })).rejects.toMatchObject({
      problems: [{ code: 'INVALID', field: ['healthCheck', field] }],
    });
  });
});
