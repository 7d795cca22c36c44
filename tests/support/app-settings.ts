// How a Mortar is set that only tests and measurements talk to: on a free port of loopback, without workers and without a log.

import { pino } from 'pino';
import type { AppSettings } from '../../src/app.ts';

export const quietAppSettings = {
  host: '127.0.0.1',
  port: 0,
  secureCookies: false,
  allowedOrigins: [],
  trustedProxies: [],
  graphiql: false,
  suggestions: true,
  // Tests and measurements send more operations that differ than any front end has.
  newDocumentBytesPerMinute: 2 ** 30,
  workQueues: [],
  log: pino({ level: process.env.LOG_LEVEL ?? 'silent' }),
} satisfies Partial<AppSettings>;
