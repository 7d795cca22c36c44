// Writes the text of each Lua script into the built code that loads it, so that the code needs no files beside it and can be bundled.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const call = /\bloadScript\('([\w-]+)\/([\w-]+)'\)/g;

/** What takes the place of the reader of files. */
const stub = `export function readScript(name) {
  throw new Error(\`The build has no script \${name}\`);
}
`;

/**
 * @param sources the folder of the subjects with their scripts
 * @param built the folder that they were built into
 */
export async function writeScriptTexts(sources, built) {
  const reader = join(built, 'base/script-files.js');
  const { expandScript } = await import(pathToFileURL(reader).href);
  const read = (file) => readFileSync(join(sources, file), 'utf8');
  for (const path of readdirSync(built, { recursive: true }).filter((name) => name.endsWith('.js'))) {
    const file = join(built, path);
    const code = readFileSync(file, 'utf8');
    const whole = code.replace(call, (_call, subject, name) => {
      const lines = expandScript(`${subject}/lua/${name}.lua`, read);
      const text = lines.map((line) => line.text).join('\n');
      return `loadScript('${subject}/${name}', ${JSON.stringify(text)})`;
    });
    if (whole !== code) writeFileSync(file, whole);
  }
  writeFileSync(reader, stub);
}
