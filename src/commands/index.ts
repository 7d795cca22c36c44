// The sub-commands, in the order in which `mortar --help` lists them.

import { accountCommand } from './account.ts';
import { auditCommand } from './audit.ts';
import type { Command } from './command.ts';
import { devCommand } from './dev.ts';
import { doctorCommand } from './doctor.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { initCommand } from './init.ts';
import { limitsCommand } from './limits.ts';
import { migrateCommand } from './migrate.ts';
import { simulateCommand } from './simulate.ts';
import { startCommand } from './start.ts';
import { workerCommand } from './worker.ts';

export const commands: readonly Command[] = [
  startCommand,
  devCommand,
  workerCommand,
  importCommand,
  exportCommand,
  simulateCommand,
  accountCommand,
  limitsCommand,
  auditCommand,
  doctorCommand,
  migrateCommand,
  initCommand,
];
