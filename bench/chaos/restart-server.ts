// A process of the `restart` run: `mortar start`, in one file with all that it loads.

import '../../src/app.ts';
import { startCommand } from '../../src/commands/start.ts';
import { loadConfig } from '../../src/config.ts';

// The run is gone.
process.stdin.once('end', () => process.exit(1)).resume();
try {
  await startCommand.run([], loadConfig(process.env));
  process.exit(0);
} catch (error) {
  // Mortar survives what nobody catches, and a server that does not start has to end.
  console.error(String(error));
  process.exit(1);
}
