// What a person types, and what is wrong with it.

import { execFile } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CommandError } from '../../src/commands/command.ts';
import { loadCommands } from '../../src/commands/index.ts';
import { loadConfig } from '../../src/config.ts';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { dataFolder, expectRefusal, runMortar } from '../support/mortar-process.ts';

const commands = await loadCommands();

test('start --help lists its options and the settings', async () => {
  const { code, stdout } = await runMortar(['start', '--help']).ended();
  expect(code).toBe(0);
  for (const word of ['--processes', '--port', 'REDIS_URL', 'MORTAR_DRAIN_SECONDS']) expect(stdout).toContain(word);
});

test.each([
  [['start', 'foo'], /^start: Unexpected argument 'foo'.*Usage: start \[--port N\]/],
  [['start', '--prot', '5000'], /^start: Unknown option '--prot'.*Usage: start/],
  [['start', '--port', 'many'], /^PORT is "many", but must be a whole number/],
  [['start', '--processes', '0'], /^MORTAR_PROCESSES is "0", but must be a whole number from 1 to 64$/],
])('%j is refused', async (args, line) => {
  expectRefusal(await runMortar(args, { MORTAR_DATA_DIR: dataFolder() }).ended(), line);
});

test('--check prints the settings without secrets, warns of names that are none, and starts nothing', async () => {
  const env = {
    REDIS_URL: 'redis://ada:s3cret@127.0.0.1:1',
    MORTAR_ADMIN_EMAIL: 'ada@example.com',
    MORTAR_ADMIN_PASSWORD: 'a long enough one',
    MORTAR_DRAIN_SECOND: '5',
    MORTAR_PORT: '5000',
  };
  const { code, stdout, stderr } = await runMortar(['start', '--check', '--port', '4321'], env).ended();
  expect(code).toBe(0);
  expect(stdout).toContain('The settings are valid.\n');
  expect(stdout).toContain('PORT=4321\n');
  expect(stdout).toContain('REDIS_URL=redis://ada:***@127.0.0.1:1\n');
  expect(stdout).toContain('MORTAR_ADMIN_PASSWORD=***\n');
  expect(stdout + stderr).not.toMatch(/s3cret|long enough/);
  expect(stderr).toBe(
    'Warning: MORTAR_DRAIN_SECOND is not a setting of Mortar, and has no effect. Did you mean MORTAR_DRAIN_SECONDS?\n' +
      'Warning: MORTAR_PORT is not a setting of Mortar, and has no effect. Did you mean PORT?\n',
  );
});

test('--port chooses the port', async () => {
  const port = String(await freePort());
  const mortar = runMortar(['start', '--port', port], { MORTAR_DATA_DIR: dataFolder() });
  expect(new URL(await mortar.url()).port).toBe(port);
});

describe('every command', () => {
  // A Redis that no wrong call may get to.
  const config = loadConfig({ REDIS_URL: 'redis://127.0.0.1:1' });

  test.each(commands.filter(({ flags }) => !flags).map(({ name, run }) => [name, run] as const))(
    '%s refuses options that it does not know, and says how it is called',
    async (name, run) => {
      for (const wrong of [['--nope'], ['--check'], ['-x']]) {
        const error = await run(wrong, config).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(CommandError);
        expect((error as Error).message).toMatch(
          new RegExp(`^${name}: Unknown option '${wrong[0]}'\\. Usage: ${name}[^\n]*$`),
        );
      }
    },
  );

  test.each([
    ['doctor', ['now'], "Unexpected argument 'now'. Usage: doctor [--fix]"],
    ['migrate', ['now'], "Unexpected argument 'now'. Usage: migrate"],
    ['simulate', ['now'], "Unexpected argument 'now'. Usage: simulate"],
    ['simulate', ['--days', '9'], '--days is "9", but must be a number from 0 to 6. Usage: simulate'],
    ['import', [], 'Name what to import. Usage: import access-log|products|orders FILE'],
    ['import', ['goods', 'a.csv'], 'Unknown kind "goods". Usage: import'],
    ['import', ['orders'], 'The file is missing. Usage: import orders FILE'],
    ['import', ['orders', 'a.csv', 'b.csv'], 'Unexpected argument "b.csv". Usage: import orders FILE'],
    ['import', ['orders', 'a.csv', '--stock', '3'], 'Unknown option --stock. Usage: import orders FILE'],
    ['limits', ['off'], 'off needs the name of a policy. Usage: limits'],
    ['limits', ['list', 'all'], 'Unexpected argument "all". Usage: limits'],
    ['limits', ['drop', 'all'], 'Unknown action "drop". Usage: limits'],
  ])('%s %j is refused', async (name, args, message) => {
    const command = commands.find((one) => one.name === name);
    await expect(command?.run(args, config)).rejects.toThrow(message);
  });

  test('has a --help of its own, and is in that of mortar', async () => {
    const { stdout: all } = await runMortar(['--help']).ended();
    for (const { usage } of commands) expect(all).toContain(`  ${usage}  `);
    const { code, stdout } = await runMortar(['import', '--help']).ended();
    expect(code).toBe(0);
    expect(stdout).toContain('import products FILE [--currency GBP] [--stock N]');
    expect(stdout).toContain(
      'InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country',
    );
  });
});

describe('every command for developers', () => {
  const run = (file: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const path = fileURLToPath(new URL(`../../${file}`, import.meta.url));
      execFile(process.execPath, ['--import', 'tsx', path, ...args], (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });

  test.each([
    ['bench', 'bench/main.ts'],
    ['chaos', 'bench/chaos.ts'],
    ['attack', 'bench/attack.ts'],
    ['guessing', 'bench/guessing.ts'],
    ['fuzz', 'tests/fuzz/main.ts'],
    ['side-by-side', 'tests/layout/main.ts'],
  ])('%s has --help, and refuses what it does not know', async (name, file) => {
    const help = await run(file, '--help');
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain(`npm run ${name} -- [`);
    for (const wrong of ['--nope', 'nope']) {
      const { code, stdout, stderr } = await run(file, wrong);
      expect(stderr).toMatch(new RegExp(`nope.*\\. Usage: npm run ${name} -- [^\n]*\n$`));
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    }
  });
});

describe('a data folder that cannot be used is one line with the remedy', () => {
  test('if it may not be written to', async () => {
    const parent = dataFolder();
    chmodSync(parent, 0o555);
    // Root may write everywhere, but not among the kernel's files.
    const folder = process.getuid?.() === 0 ? '/sys/mortar' : join(parent, 'new');
    const ended = await runMortar(['start'], { MORTAR_DATA_DIR: folder }).ended();
    expectRefusal(
      ended,
      /^The data folder \S+ cannot be written to \(E\w+\): give it to the user that runs Mortar, or set MORTAR_DATA_DIR/,
    );
  });

  // Node's own way to make folders never ends there.
  test.runIf(process.platform === 'linux')('if the folder above it takes none', async () => {
    const ended = await runMortar(['start'], { MORTAR_DATA_DIR: '/proc/none/mortar' }).ended();
    expectRefusal(ended, /^The data folder \S+ cannot be made there: set MORTAR_DATA_DIR to another one$/);
  });

  test('if it is a file', async () => {
    const file = join(dataFolder(), 'file');
    writeFileSync(file, '');
    const ended = await runMortar(['start'], { MORTAR_DATA_DIR: file }).ended();
    expectRefusal(ended, /^The data folder \S+ is not a folder: set MORTAR_DATA_DIR to another one$/);
  });
});
