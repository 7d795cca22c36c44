// A registration has a token: a process in whose place another has registered keeps nobody up.

import { describe, expect, it, onTestFinished } from 'vitest';
import { ServiceMember } from '../../src/redis/service/member.ts';
import { Services } from '../../src/redis/service/service.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const services = new Services(redis);

describe('a registration', () => {
  const names = { service: 'billing', instanceId: 'b-1' };

  it('that was replaced can neither renew nor end the one in its place', async () => {
    const first = await services.register({ ...names, address: 'a:1' });
    const second = await services.register({ ...names, address: 'b:1' });
    const conflict = { problems: [{ code: 'CONFLICT', field: ['instanceId'] }] };
    await expect(services.heartbeat({ ...names, token: first.token })).rejects.toMatchObject(conflict);
    await expect(services.deregister({ ...names, token: first.token })).rejects.toMatchObject(conflict);
    // As from a variable that was never set.
    const empty = { problems: [{ code: 'INVALID', field: ['token'] }] };
    await expect(services.heartbeat({ ...names, token: '' })).rejects.toMatchObject(empty);
    await expect(services.deregister({ ...names, token: '' })).rejects.toMatchObject(empty);
    expect((await services.heartbeat({ ...names, token: second.token })).address).toBe('b:1');
    expect((await services.heartbeat(names)).address).toBe('b:1');
    expect((await services.deregister({ ...names, token: second.token })).registered).toBe(false);
  });

  it('ends with the process that made it, though the one before it still beats', async () => {
    const errors: unknown[] = [];
    const settings = { service: 'taken', instanceId: 't-1', ttlSeconds: 1 };
    const before = await ServiceMember.join(services, {
      ...settings,
      address: 'a:1',
      onError: (error) => errors.push(error),
    });
    onTestFinished(() => before.leave());
    await services.register({ ...settings, address: 'b:1' });
    await expect.poll(async () => (await services.instances('taken'))[0]?.status, { timeout: 10_000 }).toBe('DOWN');
    expect(errors).toMatchObject([{ problems: [{ code: 'CONFLICT' }] }]);
  });
});
