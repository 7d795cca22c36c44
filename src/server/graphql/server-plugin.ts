// A plugin of the server: the hooks that Yoga calls, and how the plugin takes part in the short path of plain requests, which
// Yoga does not see. docs/decisions/plugins-on-the-short-path.md says why.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DocumentNode, ExecutionResult, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../../resolvers/base/context.ts';

export interface ServerPlugin {
  /** Names the plugin in errors and in the log. */
  readonly name: string;
  /** The hooks that Yoga calls. */
  readonly yoga: YogaPlugin;
  /**
   * How the plugin takes part in the short path. False switches the short path off for the whole server, so that every request goes
   * through Yoga. The server does not start with a plugin that has a hook which the short path would skip.
   */
  readonly shortPath?: ShortPathPart | false;
}

export interface ShortPathPart extends ShortPathStep {
  /** Hooks that no request on the short path needs, each with the reason. */
  readonly notNeeded?: Readonly<Partial<Record<HookName, string>>>;
}

/** What the short path calls in place of the Yoga hooks with the same names, in the order of the plugins. */
export interface ShortPathStep {
  /** Called before a planned operation runs. */
  onExecute?(execution: PlannedExecution): Verdict | undefined | Promise<Verdict | undefined>;
  /**
   * Called with the result of a planned operation, its errors as the client sees them. A result that it returns takes the place of
   * that one.
   */
  onExecuteDone?(execution: PlannedExecution, result: ExecutionResult): ExecutionResult | undefined;
  /** Called with every result of the short path before it is sent. Returns the result to send. */
  onResultProcess?(result: ExecutionResult): ExecutionResult;
}

/** What a step says about an operation before it runs. */
export interface Verdict {
  /** Sent in place of an execution. The steps of later plugins are then not called. */
  readonly result?: ExecutionResult;
  /** Added to the extensions of the result. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Names and values, in turn, of header fields for the response. */
  readonly fields?: readonly string[];
}

/** One operation that the short path is about to run by its plan. */
export interface PlannedExecution {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly operationName?: string | null;
  readonly variableValues?: Record<string, unknown> | null;
  readonly context: Context;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

// biome-ignore lint/suspicious/noExplicitAny: a plugin of a library declares the context that it needs, or none.
type YogaPlugin = Plugin<any>;

/** The hooks of a Yoga plugin. */
export type HookName = Extract<keyof Plugin, string>;
