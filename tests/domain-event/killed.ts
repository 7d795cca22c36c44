// A process that makes two changes, takes the event of the first, and is killed while it has it.

import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connect, untilReady } from '../../src/redis/base/connect.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { createStores } from '../../src/redis/stores.ts';

const [url = '', prefix = ''] = process.argv.slice(2);
const client = connect(parseRedisUrl(url), 'commands');
await untilReady(client, 10_000);
const stores = createStores(new RedisHandle(client, prefix));
const account = await stores.accounts.create({ email: 'killed@example.com', password: null });
const { domainEventDeliveries } = stores;
for (const tag of domainEventDeliveries.tags) {
  const { taken } = await domainEventDeliveries.step(tag, { readers: ['ledger'], want: 1, leaseMs: 1_000, ended: [] });
  const [delivery] = taken;
  if (!delivery) continue;
  await stores.accounts.create({ email: 'after@example.com', password: null });
  process.send?.({ id: delivery.event?.id, account: account.id });
}
setInterval(() => {}, 1_000);
