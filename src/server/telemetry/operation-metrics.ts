// Counts GraphQL operations by name, kind and result.

import { type ExecutionArgs, type ExecutionResult, getOperationAST, type OperationDefinitionNode } from 'graphql';
import { Counter, type Registry } from 'prom-client';
import { codeOf } from '../graphql/errors.ts';
import type { ServerPlugin } from '../graphql/server-plugin.ts';
import { serverLimits } from '../limits.ts';

type Label = 'operation' | 'kind' | 'result';

/** The operations of one name, kind and result. */
interface Series {
  readonly labels: Readonly<Record<Label, string>>;
  count: number;
}

export class OperationMetrics {
  readonly #names: Set<string>;
  /** Counted here, since prom-client takes longer to count than a short operation may. There are as many as it has itself. */
  readonly #series = new Map<string, Series>();
  /** Of operations that come again and again, and end well. */
  #succeeded = new WeakMap<OperationDefinitionNode, Series>();

  /** `names` are the operations that are counted by name. */
  constructor(registry: Registry, names: Iterable<string>) {
    this.#names = new Set(names);
    const series = this.#series;
    new Counter<Label>({
      name: 'mortar_graphql_operations_total',
      help: 'GraphQL operations by name, kind and result: ok, or the code of the first error',
      labelNames: ['operation', 'kind', 'result'],
      registers: [registry],
      collect() {
        this.reset();
        for (const { labels, count } of series.values()) this.inc(labels, count);
      },
    });
  }

  /** Counts these operations by name from now on. They come from documents that the operator trusts. */
  countByName(names: Iterable<string>): void {
    for (const name of names) this.#names.add(name);
    this.#succeeded = new WeakMap();
  }

  /** Counts an operation that is refused before its execution. */
  countRefused({ document, operationName }: Pick<ExecutionArgs, 'document' | 'operationName'>, refusal: Error): void {
    this.#inc(getOperationAST(document, operationName), codeOf(refusal));
  }

  /** Counts each operation when it has a result, and a subscription when it is accepted or refused. */
  plugin(): ServerPlugin {
    const countInvalid = (): void => {
      this.#seriesOf('(invalid)', 'query', 'BAD_USER_INPUT').count++;
    };
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
          if (result.errors) this.#count(operation, result);
          else this.#countSuccess(operation);
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

  #countSuccess(operation: OperationDefinitionNode): void {
    let series = this.#succeeded.get(operation);
    if (!series) {
      series = this.#seriesOf(this.#bounded(operation.name?.value), operation.operation, 'ok');
      this.#succeeded.set(operation, series);
    }
    series.count++;
  }

  #inc(operation: OperationDefinitionNode | null | undefined, result: string): void {
    this.#seriesOf(this.#bounded(operation?.name?.value), operation?.operation ?? 'query', result).count++;
  }

  #seriesOf(operation: string, kind: string, result: string): Series {
    const id = `${kind} ${result} ${operation}`;
    let series = this.#series.get(id);
    if (!series) {
      series = { labels: { operation, kind, result }, count: 0 };
      this.#series.set(id, series);
    }
    return series;
  }

  /** A client chooses names freely, and can repeat one as often as it likes: only those that the operator knows are told apart. */
  #bounded(name: string | undefined): string {
    if (!name) return '(anonymous)';
    return this.#names.has(name) ? name.slice(0, serverLimits.operationNameCharacters) : '(other)';
  }
}
