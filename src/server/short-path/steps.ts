// Which steps the short path runs, found once at start from the list of plugins. A plugin with a hook that the short path would
// skip stops the start, so that no plugin misses requests unnoticed.

import type { HookName, ServerPlugin, ShortPathPart, ShortPathStep } from '../graphql/server-plugin.ts';

/**
 * How the short path treats each hook of a Yoga plugin:
 * - `called`: Yoga calls it itself, since it does not belong to a request.
 * - `unreachable`: no request on the short path gets that far.
 * - `step`: the short path calls the plugin's step.
 * - `skipped`: the short path does not call it, so the plugin has to say why it need not be called.
 */
const treatment: Readonly<Record<HookName, 'called' | 'unreachable' | 'step' | 'skipped'>> = {
  onYogaInit: 'called',
  onDispose: 'called',
  onSubscribe: 'unreachable',
  onExecute: 'step',
  onResultProcess: 'step',
  onRequest: 'skipped',
  onRequestParse: 'skipped',
  onParams: 'skipped',
  onEnveloped: 'skipped',
  onParse: 'skipped',
  onValidate: 'skipped',
  onContextBuilding: 'skipped',
  onExecutionResult: 'skipped',
  onResponse: 'skipped',
  // These may change the schema or add plugins that nobody has looked at.
  onPluginInit: 'skipped',
  onSchemaChange: 'skipped',
  instrumentation: 'skipped',
};

/**
 * Returns the steps in the order of the plugins, or undefined if a plugin switches the short path off.
 * @throws Error if a plugin has hooks that the short path would skip. The message names each of them.
 */
export function shortPathSteps(plugins: readonly ServerPlugin[]): readonly ShortPathStep[] | undefined {
  const steps: ShortPathStep[] = [];
  const problems: string[] = [];
  let off = false;
  for (const plugin of plugins) {
    const { shortPath } = plugin;
    if (shortPath === false) {
      off = true;
      continue;
    }
    const missed = hooksOf(plugin).filter((hook) => !isCovered(hook, shortPath));
    if (missed.length > 0) problems.push(problemOf(plugin, missed));
    if (shortPath) steps.push(shortPath);
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return off ? undefined : steps;
}

/** What a newer Yoga calls and this table does not know counts as well. */
function hooksOf({ yoga }: ServerPlugin): string[] {
  const given = yoga as Readonly<Record<string, unknown>>;
  const names = new Set(Object.keys(treatment));
  for (const name in given) if (/^on[A-Z]/.test(name)) names.add(name);
  return [...names].filter((name) => given[name] != null);
}

function isCovered(hook: string, part: ShortPathPart | undefined): boolean {
  const known = hook as HookName;
  if (treatment[known] === 'called' || treatment[known] === 'unreachable') return true;
  if (part?.notNeeded?.[known]) return true;
  if (hook === 'onExecute') return part?.onExecute !== undefined || part?.onExecuteDone !== undefined;
  return hook === 'onResultProcess' && part?.onResultProcess !== undefined;
}

function problemOf({ name }: ServerPlugin, hooks: readonly string[]): string {
  const several = hooks.length > 1;
  const step = hooks.some((hook) => treatment[hook as HookName] === 'step')
    ? 'Add a step with the same name to the shortPath of the plugin, give'
    : 'Give';
  return (
    `The plugin "${name}" has the ${several ? 'hooks' : 'hook'} ${hooks.join(', ')}, which the short path of repeated POST requests ` +
    `does not call. ${step} the reason why no such request needs ${several ? 'them' : 'it'} in shortPath.notNeeded, or set ` +
    'shortPath: false, which sends every request of the server through Yoga.'
  );
}
