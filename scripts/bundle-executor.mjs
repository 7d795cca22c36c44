// Puts the packages that the executor of the server is made of into its built file: docs/decisions/held-back-packages.md says why.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const licence = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to
the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR
ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH
THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** @param file built by the compiler; its bundle takes its place */
export async function bundleExecutor(file) {
  const { metafile, outputFiles } = await build({
    ...{ entryPoints: [file], outfile: file, allowOverwrite: true, bundle: true, format: 'esm', platform: 'node' },
    // Plugins and Mortar must use one copy of it.
    external: ['graphql'],
    ...{ target: 'node20', legalComments: 'none', logLevel: 'error', metafile: true, write: false },
  });
  const folders = new Set(Object.keys(metafile.inputs).flatMap((path) => path.match(folderOfPackage) ?? []));
  const [{ text }] = outputFiles;
  writeFileSync(file, `/*\n${[...folders].map(notice).sort().join('\n')}\n\n${licence}\n*/\n${text}`);
}

const folderOfPackage = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

function notice(folder) {
  const { name, version, author, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (license !== 'MIT') throw new Error(`${name} has the licence ${license}: bundle its text, too.`);
  return `${name} ${version}, MIT License, Copyright (c) ${author?.name ?? author}`;
}
