// The settings as a person sees them: in --help, in --check, and where a name is wrong.

import { nearestName } from '../config/nearest.ts';
import { secretFileOf } from '../config/secret-files.ts';
import { secretNames, variables, withoutPassword } from '../config.ts';

type Name = keyof typeof variables;

const prefix = 'MORTAR_';

const names = Object.keys(variables) as Name[];
const secretFiles = secretNames.map(secretFileOf);
const known: ReadonlySet<string> = new Set([...names, ...secretFiles]);

/** Two columns for each. */
export function settingsHelp(): (readonly [string, string])[] {
  return names.map((name) => [name, `${variables[name].about} Default: ${variables[name].unset}.`]);
}

/** What each is in an environment, without secrets; what is not set is left out. */
export function settingsInEffect(env: NodeJS.ProcessEnv): string[] {
  const set = names.flatMap((name) => {
    const value = env[name];
    if (!value) return [];
    const secret = 'secret' in variables[name] && variables[name].secret;
    return [`${name}=${secret ? '***' : withoutPassword(value)}`];
  });
  return [...set, ...secretFiles.flatMap((name) => (env[name] ? [`${name}=${env[name]}`] : []))];
}

/** A sentence for each variable that looks like a setting and is none. */
export function unknownSettings(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && !name.startsWith('MORTAR_TEST_') && !known.has(name))
    .map((name) => {
      // PORT and a few others go without the prefix.
      const bare = name.slice(prefix.length);
      const nearest = names.find((each) => each === bare) ?? nearestName(name, names);
      const advice = nearest ? ` Did you mean ${nearest}?` : ' --help lists the settings.';
      return `${name} is not a setting of Mortar, and has no effect.${advice}`;
    });
}
