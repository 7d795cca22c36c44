// The settings as a person sees them: in --help, in --check, and where a name is wrong.

import { variables, withoutPassword } from '../config.ts';

type Name = keyof typeof variables;

const names = Object.keys(variables) as Name[];

/** Two columns for each. */
export function settingsHelp(): (readonly [string, string])[] {
  return names.map((name) => [name, `${variables[name].about} Default: ${variables[name].unset}.`]);
}

/** What each is in an environment, without secrets; what is not set is left out. */
export function settingsInEffect(env: NodeJS.ProcessEnv): string[] {
  return names.flatMap((name) => {
    const value = env[name];
    if (!value) return [];
    const secret = 'secret' in variables[name] && variables[name].secret;
    return [`${name}=${secret ? '***' : withoutPassword(value)}`];
  });
}

/** A sentence for each variable that looks like a setting and is none. */
export function unknownSettings(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('MORTAR_') && !(name in variables) && !name.startsWith('MORTAR_TEST_'))
    .map((name) => {
      const [nearest, distance] = nearestName(name);
      const advice = distance <= limits.distance ? ` Did you mean ${nearest}?` : ' --help lists the settings.';
      return `${name} is not a setting of Mortar, and has no effect.${advice}`;
    });
}

const limits = { distance: 6 } as const;

function nearestName(name: string): [Name, number] {
  return names
    .map((known): [Name, number] => [known, distanceOf(name, known)])
    .reduce((best, each) => (each[1] < best[1] ? each : best));
}

/** By Levenshtein: letters to add, leave out or change. */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const changed = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}
