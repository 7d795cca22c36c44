// Opens the data folder in its argument and holds it until it is killed.
import { startEmbeddedRedis } from '../../src/embedded-redis/embedded-redis.ts';

await startEmbeddedRedis({ dataDir: process.argv[2] as string, maxBytes: 256 * 1_024 * 1_024, command: 'start' });
process.send?.('open');
setInterval(() => {}, 60_000);
