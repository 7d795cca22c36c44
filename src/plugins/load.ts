// Finds and loads mortar.config.ts.

import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkProgram } from './check.ts';
import { PluginError } from './error.ts';
import type { Program } from './program.ts';

/** In the order in which they are looked for. */
const usualNames = ['mortar.config.ts', 'mortar.config.mts', 'mortar.config.js', 'mortar.config.mjs'];

/**
 * The program of a file, or of one with a usual name in the working directory. Without a file it adds nothing.
 * @param path of the setting MORTAR_CONFIG.
 * @throws PluginError if there is no such file, it fails, or something in it is wrong.
 */
export async function loadProgram(path: string | undefined, folder = process.cwd()): Promise<Program> {
  const file = path === undefined ? findUsual(folder) : resolve(folder, path);
  if (file === undefined) return { plugins: [] };
  if (!existsSync(file)) throw new PluginError(`MORTAR_CONFIG is ${JSON.stringify(path)}, but there is no such file`);
  const name = path ?? file.slice(folder.length + 1);
  return checkProgram(await loadDefault(file, name), name);
}

function findUsual(folder: string): string | undefined {
  return usualNames.map((name) => resolve(folder, name)).find((file) => existsSync(file));
}

async function loadDefault(file: string, name: string): Promise<unknown> {
  try {
    if (!/^\.[cm]?ts$/.test(extname(file))) return ((await import(pathToFileURL(file).href)) as Module).default;
    // Node 20 runs no TypeScript. Loaded only if there is some.
    const { createJiti } = await import('jiti');
    const jiti = createJiti(import.meta.url, { fsCache: false, interopDefault: false });
    return (await jiti.import<Module>(file)).default;
  } catch (error) {
    if (error instanceof PluginError) throw error;
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new PluginError(`${name} cannot be loaded: ${line}`, { cause: error });
  }
}

interface Module {
  readonly default?: unknown;
}
