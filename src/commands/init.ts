// `mortar init`: a new project that runs, with a plugin, a job and a test. The folder `template` of the package has its files.

import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '../embedded-redis/make-folder.ts';
import { version } from '../redis/base/version.ts';
import { misuse, readArguments } from './arguments.ts';
import { type Command, CommandError } from './command.ts';

/** Of the package, or of a checkout. */
const root = fileURLToPath(new URL('../../', import.meta.url));

export const initCommand: Command = {
  name: 'init',
  usage: 'init FOLDER [--package FILE]',
  about: 'Makes a project that runs: a configuration, a plugin with a type and a job, a test and a compose file.',
  options:
    '  --package FILE  the file of the package that the project depends on. Default: the one that this Mortar is from.',
  async run(args) {
    const { folder, file } = readArguments(
      initCommand,
      { args: [...args], allowPositionals: true, options: { package: { type: 'string' } } },
      ({ positionals: [folder, ...more], values }) => {
        if (folder === undefined) throw misuse(initCommand, 'Say in which folder');
        if (more.length > 0) throw misuse(initCommand, `Unexpected argument ${JSON.stringify(more[0])}`);
        return { folder, file: values.package };
      },
    );
    const target = resolve(folder);
    const name = nameOf(target);
    refuseUsed(target, folder);
    const source = file === undefined ? ownPackage(root) : fileOf(resolve(file));
    makeProject(target, name, source);
    console.log(nextSteps(folder, target));
  },
};

/** Where a project gets Mortar from: a file, which it gets a copy of, a checkout that makes one, or npm's registry. */
type Source = { readonly file: string } | { readonly checkout: string } | { readonly range: string };

function nameOf(target: string): string {
  const name = basename(target);
  if (name.length > 100 || !/^[a-z0-9][a-z0-9._-]*$/.test(name))
    throw new CommandError(
      `${JSON.stringify(name)} cannot be the name of a project: use up to 100 lower-case letters, digits, dots, dashes and underscores`,
    );
  return name;
}

function refuseUsed(target: string, folder: string): void {
  if (!existsSync(target)) return;
  if (!statSync(target).isDirectory()) throw new CommandError(`${folder} is a file. Give the name of a new folder`);
  const [used] = readdirSync(target)
    .filter((name) => name !== '.git')
    .sort();
  if (used !== undefined)
    throw new CommandError(`${folder} is not empty: it has ${used}. Give the name of a new folder, or empty this one`);
}

function fileOf(file: string): Source {
  if (!existsSync(file)) throw new CommandError(`--package is ${file}, but there is no such file`);
  return { file };
}

/** npm writes down beside the packages where each is from. */
function ownPackage(folder: string): Source {
  if (existsSync(join(folder, 'src/main.ts'))) return { checkout: folder };
  const modules = dirname(folder);
  const lock = join(modules, '.package-lock.json');
  const { packages } = (existsSync(lock) ? JSON.parse(readFileSync(lock, 'utf8')) : { packages: {} }) as {
    readonly packages: Readonly<Record<string, { readonly resolved?: string }>>;
  };
  const { resolved = '' } = packages['node_modules/mortar'] ?? {};
  if (resolved.startsWith('https:')) return { range: `^${version}` };
  const file = resolve(dirname(modules), resolved.replace(/^file:/, ''));
  if (resolved.startsWith('file:') && existsSync(file)) return { file };
  throw new CommandError('Mortar does not find the file that it was installed from. Name it with --package FILE');
}

function makeProject(target: string, name: string, source: Source): void {
  makeFolder(target);
  const dependency = 'range' in source ? source.range : `file:${packageInto(target, source)}`;
  cpSync(join(root, 'template'), target, { recursive: true });
  // npm would leave a .gitignore out of the package.
  copyFileSync(join(root, 'template/gitignore'), join(target, '.gitignore'));
  rmSync(join(target, 'gitignore'));
  const manifest = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'));
  const dependencies = { ...manifest.dependencies, mortar: dependency };
  writeFileSync(join(target, 'package.json'), `${JSON.stringify({ ...manifest, name, dependencies }, null, 2)}\n`);
  const readme = readFileSync(join(target, 'README.md'), 'utf8');
  writeFileSync(join(target, 'README.md'), readme.replace('# app\n', `# ${name}\n`));
}

/** Puts the file of the package beside package.json, so that the project installs anywhere; its name. */
function packageInto(target: string, source: { readonly file: string } | { readonly checkout: string }): string {
  const name = `mortar-${version}.tgz`;
  if ('file' in source) copyFileSync(source.file, join(target, name));
  else execFileSync('npm', ['pack', '--silent', '--pack-destination', target], { cwd: source.checkout });
  return name;
}

function nextSteps(folder: string, target: string): string {
  const there = relative('', target) === '' ? [] : [`  cd ${folder}`];
  return [
    `The project is in ${target}. Next:`,
    '',
    ...there,
    '  npm install',
    '  npm run dev',
    '',
    'Its README.md describes the files.',
  ].join('\n');
}
