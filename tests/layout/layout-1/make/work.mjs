// Jobs in each state, schedules, messages, services, the cache and rate limits.

const minutes = (number) => number * 60_000;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export async function makeWork(stores, part) {
  return {
    ...(await makeJobs(stores)),
    ...(await makeMessages(stores, part)),
    services: await makeServices(stores),
    cache: await makeCache(stores),
    limits: await makeLimits(stores),
  };
}

async function makeJobs({ jobs, jobLeases, jobSchedules }) {
  const queue = 'mixed';
  const add = (given) => jobs.enqueue({ queue, name: 'work', ...given });
  const step = (want, finished = [], leaseMs = minutes(60), workerId = 'old-worker') =>
    jobLeases.step({ queue, workerId, want, leaseMs, finished });
  const done = (job, outcome) => ({ id: job.id, fence: job.fence, outcome });
  const failed = (retry, delayMs) => ({
    kind: 'FAILED',
    message: 'It broke 💥',
    stack: 'at work (x.js:1)',
    retry,
    delayMs,
  });

  await jobs.enqueueMany(Array.from({ length: 4 }, (_, at) => ({ queue, name: 'work', payload: { completed: at } })));
  const first = await step(4);
  await step(
    0,
    first.claimed.map((job, at) => done(job, { kind: 'COMPLETED', result: at ? { at } : null })),
  );
  await add({ payload: 'dies', maxAttempts: 1 });
  await add({ payload: 'dies for good', maxAttempts: 9, idempotencyKey: 'dead one' });
  const dying = await step(2);
  await step(
    0,
    dying.claimed.map((job, at) => done(job, failed(at === 0))),
  );
  const cancelled = await add({ payload: 'cancelled' });
  await jobs.cancel(cancelled.id);

  // Twelve failures, so that the list of errors is as long as it gets.
  const often = await add({
    payload: 'fails often',
    maxAttempts: 50,
    backoff: { kind: 'FIXED', delayMs: 1, jitter: false },
  });
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const { claimed } = await step(1);
    await step(
      0,
      claimed.map((job) => done(job, failed(true, 0))),
    );
    await wait(5);
  }
  const retried = await add({
    payload: 'retried later',
    backoff: { kind: 'EXPONENTIAL', delayMs: 5_000, maxDelayMs: 60_000 },
  });
  for (;;) {
    const { claimed } = await step(1, [], minutes(60), 'other-worker');
    const [job] = claimed;
    await step(0, [done(job, job.id === retried.id ? failed(true, minutes(120)) : failed(true, minutes(90)))]);
    if (job.id === retried.id) break;
  }

  const active = [];
  for (const payload of ['held', 'to be cancelled', 'with progress', 'lease ran out']) {
    await add({ payload, timeoutMs: minutes(120) });
    const short = payload === 'lease ran out';
    const [job] = (await step(1, [], short ? 1_000 : minutes(60))).claimed;
    active.push({ ...job, payload });
  }
  await jobs.cancel(active[1].id);
  const [, , withProgress] = active;
  await jobLeases.touch(queue, minutes(60), [
    { id: withProgress.id, fence: withProgress.fence, progress: 0.25, message: 'a quarter', log: 'first line' },
    { id: withProgress.id, fence: withProgress.fence, progress: 0.5, message: 'half', log: 'second line' },
  ]);
  const given = await add({ payload: 'given back', priority: 9 });
  const [back] = (await step(1)).claimed;
  await step(0, [done(back, { kind: 'GIVEN_BACK' })]);

  const delayed = [
    await add({ payload: 'due at once after the move', delayMs: 1 }),
    await add({ payload: 'due later', delayMs: minutes(180) }),
    await add({ payload: 'due at a time', runAt: new Date(Date.now() + minutes(240)), maxAttempts: 100 }),
  ];
  const waiting = await jobs.enqueueMany(
    Array.from({ length: 24 }, (_, at) => ({
      queue,
      name: at % 6 === 5 ? 'another "name"' : 'work',
      priority: at % 10,
      payload: { waiting: at, text: 'Grüße\n"quoted" 🎉' },
    })),
  );
  const keyed = await add({ payload: { keyed: true }, idempotencyKey: 'once', idempotencyTtlMs: minutes(600) });

  await jobs.enqueueMany([1, 2, 3].map((number) => ({ queue: 'paused', name: 'work', payload: number })));
  await jobs.setPaused('paused', true);
  const schedules = [
    { queue: 'scheduled', key: 'every-second', cron: '* * * * * *', jobName: 'tick', payload: { n: 1 }, priority: 7 },
    { queue: 'scheduled', key: 'yearly', cron: '0 5 1 1 *', timezone: 'Europe/Berlin', jobName: 'year' },
    { queue: 'paused', key: 'hourly', cron: '0 * * * *', jobName: 'hour' },
  ];
  for (const schedule of schedules) await jobSchedules.set(schedule);
  await wait(1_200);
  await jobSchedules.fire('scheduled');

  const number = (id) => Number(id.split(':')[1]);
  const all = Array.from({ length: number(keyed.id) }, (_, at) => `${queue}:${at + 1}`);
  return {
    jobs: (await jobs.getAll(all)).filter((job) => job !== null),
    named: { often: often.id, retried: retried.id, given: given.id, keyed: keyed.id, cancelled: cancelled.id },
    active,
    delayed: delayed.map(({ id }) => id),
    waiting: waiting.map(({ id }) => id),
    logs: await jobs.logs(withProgress.id),
    schedules: { scheduled: await jobSchedules.list('scheduled'), paused: await jobSchedules.list('paused') },
  };
}

async function makeMessages({ messages, messageReports, redis }, part) {
  const { MessageGroups } = await part('message-group.js');
  const groups = new MessageGroups(redis);
  const topic = 'news';
  const published = [];
  for (let number = 0; number < 12; number += 1)
    published.push(await messages.publish(topic, { number, text: 'Ünïcode' }, { idempotencyKey: `n${number}` }));
  await Promise.all(Array.from({ length: 8 }, (_, at) => messages.publish(topic, { together: at })));
  const step = (group, want, ended = [], leaseMs = minutes(60)) =>
    groups.step({ topic, group, from: 'OLDEST', want, leaseMs, maxAttempts: 5, ended, renewed: [] });
  const { taken } = await step('mailer', 10);
  const end = (delivery, outcome) => ({ delivery, outcome });
  await step('mailer', 0, [
    ...taken.slice(0, 4).map((delivery) => end(delivery, { kind: 'ACKNOWLEDGED' })),
    end(taken[4], { kind: 'FAILED', error: 'No such address', retry: false, delayMs: 0 }),
    end(taken[5], { kind: 'FAILED', error: 'Try later', retry: true, delayMs: minutes(90) }),
    end(taken[6], { kind: 'GIVEN_BACK' }),
  ]);
  await step('reader', 2);
  await messages.publish('quiet', 'one');
  const reports = await messageReports.page(10, null);
  return {
    messages: { published, held: taken.slice(7), acknowledged: taken.slice(0, 4), later: taken[5], back: taken[6] },
    deadLetters: await groups.dead({ topic, group: 'mailer' }),
    page: await messages.read(topic, await messages.start(topic, published[2].cursor)),
    reports,
  };
}

async function makeServices({ services }) {
  await services.register({
    service: 'search',
    instanceId: 'a',
    address: 'http://10.0.0.1:80',
    version: '1.2',
    ttlSeconds: 3_600,
  });
  await services.register({
    service: 'search',
    instanceId: 'b',
    address: '10.0.0.2',
    metadata: { zone: 'x' },
    ttlSeconds: 3_600,
  });
  await services.register({ service: 'mail', instanceId: 'gone', address: 'mail:25', ttlSeconds: 1 });
  await services.heartbeat({ service: 'search', instanceId: 'b', status: 'DRAINING' });
  await services.register({ service: 'old', instanceId: 'left', address: 'old:1' });
  await services.deregister({ service: 'old', instanceId: 'left' });
  await wait(1_100);
  await services.sweep();
  return services.all();
}

async function makeCache({ cache }) {
  const options = { ttlSeconds: 8_000, staleSeconds: 600, tags: ['product:1', 'list'] };
  await cache.set('page/1', { html: '<b>één</b>' }, options);
  await cache.set('page/2', [1, 2, 3], { ttlSeconds: 8_000, tags: ['list'] });
  await cache.set('plain', null, { ttlSeconds: 8_000 });
  await cache.get('loaded', async () => 'by the old release', { ttlSeconds: 8_000, tags: ['product:2'] });
  await cache.set('ended', 'x', { ttlSeconds: 8_000, tags: ['ended'] });
  await cache.invalidate({ tags: ['ended'] });
  return { 'page/1': { html: '<b>één</b>' }, 'page/2': [1, 2, 3], plain: null, loaded: 'by the old release' };
}

async function makeLimits({ rateLimits }) {
  await rateLimits.seed();
  const gcra = {
    name: 'old-gcra',
    algorithm: 'GCRA',
    scope: 'USER',
    limit: 10,
    windowSeconds: 86_400,
    description: 'Ten a day',
  };
  const sliding = { name: 'old-sliding', algorithm: 'SLIDING_WINDOW', scope: 'IP', limit: 4, windowSeconds: 86_400 };
  await rateLimits.set(gcra);
  await rateLimits.set({ ...sliding, targets: ['Mutation.orderCancel'] });
  for (let number = 0; number < 7; number += 1) await rateLimits.take('old-gcra', 'someone');
  for (let number = 0; number < 6; number += 1) await rateLimits.take('old-sliding', '192.0.2.1');
  await rateLimits.flush();
  return { policies: await rateLimits.policies.all() };
}
