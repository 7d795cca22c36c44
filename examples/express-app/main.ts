import type { AddressInfo } from 'node:net';
import { RedisHandle } from 'mortar/redis';
import { openApp } from './app.ts';

const {
  REDIS_URL = 'redis://127.0.0.1:6379',
  SESSION_SECRET = 'a secret for development',
  PORT = '3000',
} = process.env;

const redis = await RedisHandle.open(REDIS_URL);
const { app, close } = await openApp({ redis, secret: SESSION_SECRET });
const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`Listening on ${(server.address() as AddressInfo).port}`);
});

process.once('SIGTERM', async () => {
  server.close();
  server.closeAllConnections();
  await close();
  redis.close();
});
