// Names that nothing uses, and names that hide others.

import type { Problem } from './files.ts';
import type { Includes, Unit } from './includes.ts';
import { provided } from './includes.ts';
import type { Parsed } from './parse.ts';
import { resolve } from './scopes.ts';

/** To be asked after every unit was checked for its includes, which is when the use of their locals is known. */
export function unusedIn(unit: Unit, includes: Includes): Problem[] {
  const { lua, scopes } = unit;
  return scopes.bindings.flatMap((binding) => {
    if (binding.reads > 0 || binding.name.startsWith('_')) return [];
    if (lua.kind === 'include' && binding.top && includes.used.has(`${lua.name}:${binding.name}`)) return [];
    const { line } = unit.placeOf(binding);
    const text = `The ${binding.kind} ${binding.name} is not used. Remove it, or begin its name with "_".`;
    return [{ file: lua.file, line, text }];
  });
}

/**
 * What shows only where a script is put together: an include that comes after its use, two files that give the same name to
 * different things, a function of an include that another name hides.
 */
export function checkTogether(parsed: Parsed, known: readonly Problem[]): Problem[] {
  const { free, hides } = resolve(parsed);
  const undeclared = free.flatMap(({ node }) => {
    const { file, line } = parsed.placeOf(node);
    if (provided.has(node.name) || known.some((problem) => problem.file === file)) return [];
    const text = `${node.name} is declared only after this line. Put the include that has it before the one that uses it.`;
    return [{ file, line, text }];
  });
  const hidden = hides.flatMap(({ binding, hidden, sameBlock }) => {
    const [here, there] = [parsed.placeOf(binding.node), parsed.placeOf(hidden.node)];
    if (binding.name.startsWith('_') || (here.file === there.file && !sameBlock)) return [];
    if (!sameBlock && hidden.kind !== 'function') return [];
    const at = here.file === there.file ? `line ${there.line}` : `${there.file}:${there.line}`;
    return [{ ...here, text: `${binding.name} hides the ${hidden.kind} of this name in ${at}. Rename one of them.` }];
  });
  return [...undeclared, ...hidden];
}
