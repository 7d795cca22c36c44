// Servers as a build has them: the loader that the benches run with slows down what it loads.

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundle } from './chaos/bundle.ts';

export class BuiltServers {
  readonly #folder: string;

  /** `name` is the bench's. */
  constructor(name: string) {
    // Where the peers are found from it.
    this.#folder = fileURLToPath(new URL(`node_modules/.mortar-${name}/`, import.meta.url));
  }

  /** The program of a file below bench/. */
  async build(program: string): Promise<URL> {
    const own = join(this.#folder, program);
    rmSync(own, { recursive: true, force: true });
    mkdirSync(own, { recursive: true });
    return pathToFileURL(await bundle(new URL(program, import.meta.url), own, ['@node-rs/argon2']));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
