// The real input that some tests read: a folder outside the project, named by MORTAR_TEST_DATA.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** @throws an Error that says how to get the file, where it is missing. */
export function testData(name: string): string {
  const folder = process.env.MORTAR_TEST_DATA;
  if (!folder) throw new Error(`MORTAR_TEST_DATA is not set: it names the folder that holds ${name}`);
  const file = join(folder, name);
  if (!existsSync(file)) throw new Error(`MORTAR_TEST_DATA is ${folder}, but there is no ${name} in it`);
  return file;
}
