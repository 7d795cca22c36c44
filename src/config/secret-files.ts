// Secrets in files, as Docker and Kubernetes hand them out: `NAME_FILE` names the file that has the value of `NAME`.

import { readFileSync } from 'node:fs';

const suffix = '_FILE';

/** The variable that names the file of a secret. */
export function secretFileOf<Name extends string>(name: Name): `${Name}_FILE` {
  return `${name}${suffix}`;
}

/**
 * The environment with the contents of the files that it names for these secrets. White space at the end of a file does not count.
 * @throws Error that names the variable, if its file cannot be read, or the secret itself is set as well.
 */
export function withSecretFiles(env: NodeJS.ProcessEnv, secrets: readonly string[]): NodeJS.ProcessEnv {
  const read = secrets.flatMap((name): [string, string][] => {
    const path = env[secretFileOf(name)];
    if (!path) return [];
    if (env[name]) throw new Error(`${name} and ${secretFileOf(name)} are both set: set one of them`);
    return [[name, readSecret(secretFileOf(name), path)]];
  });
  return read.length === 0 ? env : { ...env, ...Object.fromEntries(read) };
}

function readSecret(variable: string, path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trimEnd();
  } catch (error) {
    throw new Error(`${variable} cannot be read: ${(error as Error).message}`);
  }
  if (text === '') throw new Error(`${variable} is ${JSON.stringify(path)}, which is empty`);
  return text;
}
