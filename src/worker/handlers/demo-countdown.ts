// Counts down a second at a time and tells how far it is: something to watch in GraphiQL and on the dashboard.

import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { defineHandler } from '../handler.ts';

export const demoCountdown = defineHandler({
  name: 'demo.countdown',
  payload: z.object({ seconds: z.number().int().min(1).max(300) }),
  async run({ seconds }, { signal, progress, log }) {
    for (let passed = 1; passed <= seconds; passed += 1) {
      await wait(1_000, undefined, { signal });
      progress(passed / seconds, `${seconds - passed} to go`);
      log(`${seconds - passed}`);
    }
    return { counted: seconds };
  },
});
