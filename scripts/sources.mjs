import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The files that git lists, without those that it ignores: in these folders, or all. */
export function listedFiles(...folders) {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', ...folders];
  return execFileSync('git', list, { encoding: 'utf8', maxBuffer: 2 ** 26 })
    .split('\0')
    .filter((path) => path !== '' && existsSync(path));
}
