import { useHealth } from './health.ts';

const messages = {
  ok: undefined,
  'redis-away': 'The database is away. What you see may be out of date; this page goes on by itself.',
  'server-away': 'The server is away. What you see may be out of date; this page reconnects by itself.',
};

export function OutageBanner() {
  const message = messages[useHealth()];
  return (
    <div role="status" aria-live="polite" className={message ? 'banner' : undefined}>
      {message}
    </div>
  );
}
