#!/usr/bin/env node
// The command line: `mortar <command>`, or `node dist/main.js <command>` in a checkout.

import cluster from 'node:cluster';
import { type Command, CommandError } from './commands/command.ts';
import { withFlags } from './commands/flags.ts';
import { commandNames, loadCommand, loadCommands } from './commands/index.ts';
import { settingsHelp, settingsInEffect, unknownSettings } from './commands/settings.ts';
import { ConfigError, loadConfig } from './config.ts';

const settingsTitle = 'Settings, as environment variables';

async function main(args: readonly string[]): Promise<void> {
  const [name = '--help', ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help') return console.log(help(await loadCommands()));
  const command = await loadCommand(name);
  if (!command)
    throw new CommandError(
      `Unknown command ${JSON.stringify(name)}. Commands: ${commandNames.join(', ')}. Run with --help for details.`,
    );
  if (rest.includes('--help') || rest.includes('-h')) return console.log(helpOn(command));
  const { flags } = command;
  const checks = flags !== undefined && rest.includes('--check');
  const own = checks ? rest.filter((arg) => arg !== '--check') : rest;
  const env = flags ? withFlags(process.env, own, { ...command, flags }) : process.env;
  const config = loadConfig(env);
  if (cluster.isPrimary) for (const sentence of unknownSettings(env)) console.error(`Warning: ${sentence}`);
  if (checks) {
    await command.check?.(config);
    return console.log(['The settings are valid.', ...settingsInEffect(env)].join('\n'));
  }
  await command.run(own, config);
}

function helpOn({ usage, about, options, flags }: Command): string {
  const [check, settings] = flags
    ? ['With --check it only checks the settings and prints those that are set.', table(settingsTitle, settingsHelp())]
    : [];
  return [`mortar ${usage}`, about, options, check, settings?.join('\n')].filter((part) => part).join('\n\n');
}

function help(commands: readonly Command[]): string {
  const usages = commands.map(({ usage, about }) => [usage, about] as const);
  return ['mortar <command>', '', ...table('Commands', usages), '', ...table(settingsTitle, settingsHelp())].join('\n');
}

function table(title: string, rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return [title, ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)];
}

// Who reads may stop reading, as in `mortar start | head -1`. Then the rest of what a person is told is dropped.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  await main(process.argv.slice(2));
} catch (error) {
  const expected = error instanceof CommandError || error instanceof ConfigError;
  console.error(expected ? error.message : error);
  // A connection that is still trying must not keep the person waiting.
  process.exit(1);
}
