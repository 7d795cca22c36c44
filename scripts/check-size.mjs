// Fails when a source file is too large, or a function of a test too long. Biome measures all other functions
// (noExcessiveLinesPerFunction), but it cannot exempt callbacks of `describe`.

import { readFileSync, statSync } from 'node:fs';
import { parseSync } from '@swc/core';
import { listedFiles } from './sources.mjs';

const limits = { fileBytes: 16_384, functionLines: 60 };

const sources = listedFiles().filter((path) => /\.(ts|tsx|mjs|lua)$/.test(path) && !path.includes('/generated/'));
if (sources.length === 0) fail('git lists no source file here.');
for (const path of sources) {
  const { size } = statSync(path);
  if (size > limits.fileBytes)
    fail(
      `${path} has ${size} bytes. Limit: ${limits.fileBytes}. Move one of the things it is about to a file of its own.`,
    );
}
for (const path of sources.filter((path) => /^tests\/.*\.tsx?$/.test(path))) {
  for (const { line, lines } of longFunctions(path))
    fail(
      `${path}:${line} has a function of ${lines} lines. Limit: ${limits.functionLines}, blank lines not counted. Split it.`,
    );
}

function* longFunctions(path) {
  // swc continues its positions from file to file, so the first statement gives the start of this one.
  const text = Buffer.from(`;${readFileSync(path, 'utf8')}`);
  const { body } = parseSync(text.toString(), { syntax: 'typescript', tsx: path.endsWith('.tsx'), target: 'es2022' });
  const start = body[0].span.start;
  for (const { span } of functionBodies(body)) {
    const before = text.subarray(0, span.start - start).toString();
    const inside = text.subarray(span.start - start + 1, span.end - start - 1).toString();
    const lines = inside.split('\n').filter((line) => line.trim() !== '').length;
    if (lines > limits.functionLines) yield { line: before.split('\n').length, lines };
  }
}

function* functionBodies(node) {
  if (typeof node !== 'object' || node === null) return;
  if (isFunction(node)) yield node.body;
  const exempt = isDescribe(node) ? node.arguments.map(({ expression }) => expression).filter(isFunction) : [];
  for (const { body } of exempt) yield* functionBodies(body);
  for (const [key, child] of Object.entries(node)) {
    if (exempt.length > 0 && key === 'arguments') continue;
    yield* functionBodies(child);
  }
}

function isFunction(node) {
  return node.body?.type === 'FunctionBody';
}

/** `describe(...)`, `describe.skipIf(...)(...)`, `describe.each(...)(...)`. */
function isDescribe({ type, callee }) {
  if (type !== 'CallExpression') return false;
  let named = callee;
  while (named.callee ?? named.object) named = named.callee ?? named.object;
  return named.value === 'describe';
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
