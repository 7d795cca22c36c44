import { useHealth } from './health.ts';

const messages = {
  ok: undefined,
  'redis-away': 'Redis is unavailable. What you see may be out of date. This page continues by itself.',
  'server-away': 'The server is unavailable. What you see may be out of date. This page reconnects by itself.',
};

export function OutageBanner() {
  const message = messages[useHealth()];
  return (
    <div role="status" aria-live="polite" className={message ? 'banner' : undefined}>
      {message}
    </div>
  );
}
