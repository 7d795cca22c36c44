// What the program adds that Mortar is part of, from the file that the settings name.

import type { Config } from '../config.ts';
import { PluginError } from '../plugins/error.ts';
import { loadProgram } from '../plugins/load.ts';
import type { Program } from '../plugins/program.ts';
import { CommandError } from './command.ts';
import { mailSettings } from './mail-settings.ts';

/** @throws CommandError that names what is wrong in the file, or does not go with the settings. */
export async function programOf(config: Config): Promise<Program> {
  try {
    const program = await loadProgram(config.process.programFile);
    mailSettings(config, program);
    return program;
  } catch (error) {
    throw error instanceof PluginError ? new CommandError(error.message) : error;
  }
}
