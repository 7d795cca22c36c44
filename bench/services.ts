// Heartbeats of the registry against the plain way, for want of a peer that can be asked for one: a hash with a time to live an
// instance, written and announced in one pipeline. Both keep alive the same 2,000 instances.

import { Services } from '../src/redis/service/service.ts';
import { compare, ratePerSecond } from './compare.ts';
import type { BenchContext } from './context.ts';

const instances = Array.from({ length: 2_000 }, (_, index) => ({
  service: `service-${index % 20}`,
  instanceId: `instance-${index}`,
}));
const heartbeats = 20_000;

export async function benchServices({ redis, report }: BenchContext): Promise<void> {
  const services = new Services(redis);
  const metadata = { zone: 'eu-1', cores: 4 };
  await Promise.all(
    instances.map((instance) =>
      services.register({ ...instance, address: '10.0.0.7:8080', version: '1.4.2', metadata }),
    ),
  );
  const instanceOf = (index: number) => instances[index % instances.length] as (typeof instances)[number];
  const plainHeartbeat = async (index: number): Promise<void> => {
    const { service, instanceId } = instanceOf(index);
    const key = `${redis.prefix}:plain:${service}:${instanceId}`;
    const pipeline = redis.client.pipeline();
    pipeline.hset(key, 'status', 'UP', 'address', '10.0.0.7:8080', 'version', '1.4.2', 'at', Date.now());
    pipeline.pexpire(key, 30_000);
    pipeline.publish(`${redis.prefix}:plain`, key);
    await pipeline.exec();
  };
  for (const inFlight of [64, 512])
    report(
      await compare({
        bench: 'services',
        case: `heartbeat, ${inFlight} in flight`,
        unit: 'heartbeats/s',
        peerName: 'HSET, PEXPIRE and PUBLISH in a pipeline',
        mortar: () => ratePerSecond(heartbeats, inFlight, (index) => services.heartbeat(instanceOf(index))),
        peer: () => ratePerSecond(heartbeats, inFlight, plainHeartbeat),
      }),
    );
}
