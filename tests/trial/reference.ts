import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inEmptyFolder, runIn } from './project.ts';

/** Makes the reference with the packages that its folder locks. It fails if there is a warning, or an entry is missing. */
export function referenceTrial(): Promise<void> {
  return inEmptyFolder(async (folder) => {
    runIn('tools/reference', 'npm', ['ci']);
    runIn('.', process.execPath, ['tools/reference/make.mjs', folder]);
    assert.ok(existsSync(join(folder, 'index.html')));
  });
}
