// A wall of notes, as an Express app that was there before Mortar: its sessions are those of express-session, its limits those of
// express-rate-limit. What was in the memory of the process is now in Redis, so that several processes can serve, and restart.

import express, { type Express } from 'express';
import { rateLimit } from 'express-rate-limit';
import session from 'express-session';
import { mortarExpress } from 'mortar/express';
import { MortarRateLimitStore } from 'mortar/express-rate-limit';
import { MortarSessionStore } from 'mortar/express-session';
import type { RedisHandle } from 'mortar/redis';
import { jobs, noteAdded } from './jobs.ts';
import { Notes } from './notes.ts';

declare module 'express-session' {
  interface SessionData {
    name: string;
  }
}

export interface AppSettings {
  readonly redis: RedisHandle;
  /** Signs the cookies of sessions. */
  readonly secret: string;
}

export async function openApp({ redis, secret }: AppSettings): Promise<{ app: Express; close(): Promise<void> }> {
  const mortar = mortarExpress(redis);
  const notes = new Notes(redis);
  const worker = jobs(redis, { cache: mortar.cache });
  // A policy of Mortar: its dashboard shows it, and an administrator may change it.
  await mortar.rateLimits.define({ name: 'notes', description: 'Notes of one person.', limit: 10, windowSeconds: 60 });

  const app = express();
  app.use(express.json({ limit: '10kb' }));
  app.use(
    session({
      ...{ store: new MortarSessionStore(redis), secret, resave: false, saveUninitialized: false },
      cookie: { maxAge: 7 * 86_400_000, httpOnly: true, sameSite: 'lax' },
    }),
  );

  const logIns = rateLimit({
    windowMs: 60_000,
    limit: 5,
    store: new MortarRateLimitStore(redis, { prefix: 'log-in' }),
  });
  app.post('/log-in', logIns, (request, response, next) => {
    const name = String(request.body?.name ?? '').slice(0, 60);
    // A new id, so that nobody can have planted the session.
    request.session.regenerate((error) => {
      if (error) return next(error);
      request.session.name = name;
      response.json({ name });
    });
  });

  app.get('/me', (request, response) => {
    response.json({ name: request.session.name ?? null });
  });

  const whose = (request: object): string => (request as express.Request).session.name ?? 'nobody';
  app.post('/notes', mortar.limits('notes', whose), async (request, response) => {
    const { name } = request.session;
    if (name === undefined) return response.status(401).json({ error: 'Log in first.' });
    const id = await notes.add({ by: name, text: String(request.body?.text ?? '').slice(0, 1_000) });
    await mortar.jobs.enqueue(noteAdded, { id, by: name });
    return response.status(201).json({ id });
  });

  // Made once for all processes, until a note is added.
  app.get('/notes', async (_request, response) => {
    response.json(await mortar.cache.get('notes', () => notes.newest(), { ttlSeconds: 60, tags: ['notes'] }));
  });

  const close = async (): Promise<void> => {
    await worker.close();
    await mortar.close();
  };
  return { app, close };
}
