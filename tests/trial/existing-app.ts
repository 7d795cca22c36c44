import assert from 'node:assert/strict';
import { existingAppPage, tryExistingApp } from '../support/existing-app.ts';
import { packMortar } from '../support/packed-mortar.ts';
import { inEmptyFolder, install } from './project.ts';

/** The Express app of docs/existing-app.md, with the line of `npm install` that the page gives. */
export function existingAppTrial(): Promise<void> {
  const [, line] = /^npm install (.*)$/m.exec(existingAppPage) ?? [];
  assert.ok(line, 'docs/existing-app.md has no line of npm install');
  return inEmptyFolder(async (folder) => {
    install(
      folder,
      line.split(' ').map((name) => (name.endsWith('.tgz') ? packMortar() : name)),
    );
    await tryExistingApp(folder);
  });
}
