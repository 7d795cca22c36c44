// The command line: `node dist/main.js <command>`.

import { type Command, CommandError } from './commands/command.ts';
import { commands } from './commands/index.ts';
import { ConfigError, loadConfig, variables } from './config.ts';

async function main(args: readonly string[]): Promise<void> {
  const [name = '--help', ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help') return console.log(help());
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    const known = commands.map((candidate) => candidate.name).join(', ');
    throw new CommandError(`${JSON.stringify(name)} is no command: the commands are ${known}, and --help tells more`);
  }
  if (rest.includes('--help') || rest.includes('-h')) return console.log(helpOn(command));
  await command.run(rest, loadConfig(process.env));
}

function helpOn({ usage, about, options }: Command): string {
  return [`mortar ${usage}`, about, ...(options ? [options] : [])].join('\n\n');
}

function help(): string {
  const width = Math.max(
    ...[...commands.map((command) => command.usage), ...Object.keys(variables)].map((s) => s.length),
  );
  const rows = (entries: (readonly [string, string])[]): string[] =>
    entries.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
  return [
    'mortar <command>',
    '',
    'Commands',
    ...rows(commands.map((command) => [command.usage, command.about])),
    '',
    'Environment variables (what they are when not set)',
    ...rows(Object.entries(variables).map(([name, { about }]) => [name, about])),
  ].join('\n');
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const expected = error instanceof CommandError || error instanceof ConfigError;
  console.error(expected ? error.message : error);
  // A connection that is still trying must not keep the person waiting.
  process.exit(1);
}
