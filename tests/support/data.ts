// The real input that some tests read: a folder outside the project, named by MORTAR_TEST_DATA.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** @throws an Error that says how to get the file, where it is missing. */
export function testData(name: string): string {
  const folder = process.env.MORTAR_TEST_DATA;
  const advice = `CONTRIBUTING.md, section "Test data", says where to download it.`;
  if (!folder) throw new Error(`MORTAR_TEST_DATA is not set. Set it to a folder that contains ${name}. ${advice}`);
  const file = join(folder, name);
  if (!existsSync(file)) throw new Error(`The folder ${folder} (MORTAR_TEST_DATA) has no ${name}. ${advice}`);
  return file;
}
