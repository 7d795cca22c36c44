// What a person sees of `mortar start`: first that it runs, then the log; as text in a terminal, as JSON elsewhere.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { buildMortar } from '../support/build.ts';
import { dataFolder, endsWithTests, processesOf } from '../support/mortar-process.ts';

const start = `${process.execPath} ${join(buildMortar(), 'main.js')} start`;

/** Both streams of a command line, in the order in which they were written, until it says `until`. */
async function outputOf(commandLine: string, until: RegExp): Promise<string> {
  const settings = { PORT: '0', MORTAR_DATA_DIR: dataFolder(), LOG_LEVEL: 'info', TERM: 'xterm' };
  const env = { ...process.env, ...endsWithTests, ...settings };
  // In a group of its own, so that nothing of it is left behind.
  const child = spawn('sh', ['-c', `${commandLine} 2>&1`], {
    detached: true,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    process.kill(-(child.pid as number), 'SIGTERM');
    await ended;
  });
  let text = '';
  child.stdout.on('data', (data) => {
    text += data;
  });
  await expect.poll(() => text, { timeout: 60_000 }).toMatch(until);
  return text;
}

const line = /^\{"level":30.*"msg":"Mortar is listening"\}$/m;

test.each(['', ' --processes 2'])(
  'the log is JSON if it goes to a file, and comes after the banner: start%s',
  async (options) => {
    const text = await outputOf(start + options, line);
    expect(text).toMatch(/^Mortar is running\./);
  },
);

test('the log is text in a terminal', async () => {
  const text = await outputOf(`script --quiet --return --command "${start}" /dev/null`, /Mortar is listening/);
  expect(text).toMatch(/^Mortar is running\./);
  expect(text).toMatch(/\[\d\d:\d\d:\d\d\].*INFO/);
  expect(text).not.toContain('{"level"');
});

test('a start in production without an administrator says how one is made', async () => {
  const text = await outputOf(`NODE_ENV=production ${start}`, line);
  expect(text).toContain('There is no administrator yet. Make one with: npm run account -- create EMAIL\n');
});

test('what a test has started ends with the tests, even if they are killed', async () => {
  const mark = `of-${process.pid}-${Date.now()}`;
  const child = `spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '${mark}'], { detached: true, stdio: 'ignore' })`;
  const tests = spawn(process.execPath, [
    '-e',
    `process.env.MORTAR_TEST_PROCESS = process.pid; process.env.NODE_OPTIONS = '${endsWithTests.NODE_OPTIONS}';
    require('node:child_process').${child}; setInterval(() => {}, 1000)`,
  ]);
  const started = (): string[] => processesOf(mark).filter((line) => !line.includes('child_process'));
  try {
    await expect.poll(started, { timeout: 30_000 }).toHaveLength(1);
  } finally {
    tests.kill('SIGKILL');
  }
  await expect.poll(started, { timeout: 30_000 }).toEqual([]);
});
