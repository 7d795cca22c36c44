// Opens the data folder in its argument and holds it until it is killed.
import { startEmbeddedRedis } from '../../src/redis/embedded.ts';

await startEmbeddedRedis({ dataDir: process.argv[2] as string, command: 'start' });
process.send?.('open');
setInterval(() => {}, 60_000);
