// Under which name the answer to an anonymous read is known: requests with the same name have the same answer at the same moment.

import type { OperationDefinitionNode } from 'graphql';
import type { PlannedExecution } from '../graphql/server-plugin.ts';
import { serverLimits } from '../limits.ts';
import { isSharedByAll } from './shared-fields.ts';

export class OperationKeys {
  /** The start of the keys of each operation; null for one whose answers are not for everybody. */
  readonly #names = new WeakMap<OperationDefinitionNode, string | null>();
  #operations = 0;

  /** Null for an answer that may be the caller's own. */
  of(execution: PlannedExecution): string | null {
    return isAnonymous(execution) ? this.#keyOf(execution) : null;
  }

  #keyOf({ schema, document, operation, variableValues }: PlannedExecution): string | null {
    let name = this.#names.get(operation);
    if (name === undefined) {
      name = isSharedByAll(schema, document) ? String(this.#operations++) : null;
      this.#names.set(operation, name);
    }
    const declared = operation.variableDefinitions;
    if (name === null || !declared?.length || !variableValues) return name;
    const variables = JSON.stringify(
      declared.map(
        ({
          variable: {
            name: { value },
          },
        }) => (Object.hasOwn(variableValues, value) ? [variableValues[value]] : []),
      ),
    );
    return variables.length <= serverLimits.responseCache.variablesCharacters ? `${name} ${variables}` : null;
  }
}

/** Whether the request says nothing about who sends it. */
function isAnonymous({ context, request: { headers } }: PlannedExecution): boolean {
  return (
    context.session === null &&
    context.deadCredential === null &&
    headers.cookie === undefined &&
    headers.authorization === undefined
  );
}
