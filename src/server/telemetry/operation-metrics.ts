// Counts GraphQL operations by name, kind and result.

import { type ExecutionArgs, type ExecutionResult, getOperationAST, type OperationDefinitionNode } from 'graphql';
import { Counter, type Registry } from 'prom-client';
import { codeOf } from '../graphql/errors.ts';
import type { ServerPlugin } from '../graphql/server-plugin.ts';
import { serverLimits } from '../limits.ts';

type Label = 'operation' | 'kind' | 'result';

export class OperationMetrics {
  readonly #names: Set<string>;
  readonly #operations: Counter<Label>;
  /** Found once, since prom-client takes longer to find one than to count. There are as many as it has itself. */
  readonly #series = new Map<string, Counter.Internal>();

  /** `names` are the operations that are counted by name. */
  constructor(registry: Registry, names: Iterable<string>) {
    this.#names = new Set(names);
    this.#operations = new Counter({
      name: 'mortar_graphql_operations_total',
      help: 'GraphQL operations by name, kind and result: ok, or the code of the first error',
      labelNames: ['operation', 'kind', 'result'],
      registers: [registry],
    });
  }

  /** Counts these operations by name from now on. They come from documents that the operator trusts. */
  countByName(names: Iterable<string>): void {
    for (const name of names) this.#names.add(name);
  }

  /** Counts an operation that is refused before its execution. */
  countRefused({ document, operationName }: Pick<ExecutionArgs, 'document' | 'operationName'>, refusal: Error): void {
    this.#inc(getOperationAST(document, operationName), codeOf(refusal));
  }

  /** Counts each operation when it has a result, and a subscription when it is accepted or refused. */
  plugin(): ServerPlugin {
    const countInvalid = (): void =>
      this.#operations.inc({ operation: '(invalid)', kind: 'query', result: 'BAD_USER_INPUT' });
    const validOnly = 'It counts documents that are not valid, and the short path takes only valid ones.';
    return {
      name: 'operation metrics',
      yoga: {
        onParse:
          () =>
          ({ result }) => {
            if (result instanceof Error) countInvalid();
          },
        onValidate:
          () =>
          ({ valid }) => {
            if (!valid) countInvalid();
          },
        onExecute: ({ args }) => {
          const operation = getOperationAST(args.document, args.operationName);
          return {
            onExecuteDone: ({ result }) => {
              this.#count(operation, Symbol.asyncIterator in result ? undefined : result);
            },
          };
        },
        onSubscribe: ({ args }) => ({
          onSubscribeResult: ({ result }) => {
            const operation = getOperationAST(args.document, args.operationName);
            this.#count(operation, Symbol.asyncIterator in result ? undefined : result);
          },
        }),
      },
      shortPath: {
        onExecuteDone: ({ operation }, result) => {
          this.#count(operation, result);
          return undefined;
        },
        notNeeded: { onParse: validOnly, onValidate: validOnly },
      },
    };
  }

  /** A subscription that is accepted has no result, and an answer in parts has none yet. */
  #count(operation: OperationDefinitionNode | null | undefined, result: ExecutionResult | undefined): void {
    const error = result?.errors?.[0];
    this.#inc(operation, error ? codeOf(error) : 'ok');
  }

  #inc(operation: OperationDefinitionNode | null | undefined, result: string): void {
    const name = this.#bounded(operation?.name?.value);
    const kind = operation?.operation ?? 'query';
    const id = `${kind} ${result} ${name}`;
    let series = this.#series.get(id);
    if (!series) {
      series = this.#operations.labels({ operation: name, kind, result });
      this.#series.set(id, series);
    }
    series.inc();
  }

  /** A client chooses names freely, and can repeat one as often as it likes: only those that the operator knows are told apart. */
  #bounded(name: string | undefined): string {
    if (!name) return '(anonymous)';
    return this.#names.has(name) ? name.slice(0, serverLimits.operationNameCharacters) : '(other)';
  }
}
