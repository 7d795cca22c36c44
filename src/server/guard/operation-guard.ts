// Decides whether an operation may run, before it does, however it came: its cost against the hard maximum, then its root
// fields and its cost against all rate-limit policies together, in one round trip.

import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql';
import { type Demand, demandOn } from '../../redis/rate-limit/demand.ts';
import type {
  RateLimitCheck,
  RateLimitDecision,
  RateLimitPolicy,
  RateLimits,
  RateLimitVerdict,
} from '../../redis/rate-limit/rate-limit.ts';
import type { Context } from '../../resolvers/base/context.ts';
import { apiError } from '../../resolvers/base/errors.ts';
import { rateLimited } from '../../resolvers/base/rate-limited.ts';
import type { OperationLimits } from '../limits.ts';
import { limitedFields } from './administration.ts';
import { type Caller, keysOf } from './caller-key.ts';
import { refusalOfKey } from './key-rights.ts';
import { type Cost, OperationCost } from './operation-cost.ts';
import { type RootFieldCounts, RootFields } from './root-fields.ts';
import type { UnverifiedAccounts } from './unverified.ts';

export interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null;
  readonly variableValues?: Record<string, unknown> | null;
}

export interface Admission {
  /** Why the operation may not run. */
  readonly refusal?: GraphQLError;
  /** What the policies said that had a say. */
  readonly verdicts: readonly RateLimitVerdict[];
  /** Undefined where it could not be told, since the execution is going to refuse the operation or its variables. */
  readonly cost?: Cost;
}

/** What is worked out once for an operation of a document. */
interface Prepared {
  readonly fields: RootFields;
  readonly cost: OperationCost;
  demands?: {
    readonly policies: ReadonlyMap<string, RateLimitPolicy>;
    readonly counts: RootFieldCounts;
    readonly points: number;
    readonly result: readonly Demand[];
  };
}

export class OperationGuard {
  readonly limits: Pick<OperationLimits, 'cost' | 'fields'>;
  readonly #rateLimits: RateLimits;
  readonly #unverified: UnverifiedAccounts;
  readonly #prepared = new WeakMap<OperationDefinitionNode, Prepared>();
  readonly #admissions = new WeakMap<Context, Promise<Admission>>();

  constructor(
    rateLimits: RateLimits,
    limits: Pick<OperationLimits, 'cost' | 'fields'>,
    unverified: UnverifiedAccounts,
  ) {
    this.limits = limits;
    this.#rateLimits = rateLimits;
    this.#unverified = unverified;
  }

  /** Decides once for each context, that is for each operation, however often it is asked. Never rejects. */
  admit(operation: Operation, context: Context): Promise<Admission> {
    let admission = this.#admissions.get(context);
    if (!admission) {
      admission = Promise.resolve(this.decide(operation, context));
      this.#admissions.set(context, admission);
    }
    return admission;
  }

  /** Decides about something that is not GraphQL as if it ran these fields. */
  async admitFields(fields: RootFieldCounts, caller: Caller): Promise<Admission> {
    const policies = await this.#rateLimits.current();
    return this.#take(demandOn(policies.values(), fields, 0), caller);
  }

  /** Decides about an operation that is asked about once, without a promise if nothing has to be waited for. Never fails. */
  decide(
    { schema, document, operationName, variableValues }: Operation,
    context: Context,
  ): Admission | Promise<Admission> {
    const operation = getOperationAST(document, operationName);
    const rootType = operation && schema.getRootType(operation.operation);
    if (!operation || !rootType) return { verdicts: [] };
    const prepared = this.#prepare(schema, document, operation, rootType);
    const cost = costOf(prepared, variableValues, context);
    const refusal = cost && tooComplex(cost, this.limits);
    if (refusal) return { refusal, verdicts: [], cost };
    const counts = prepared.fields.count(variableValues);
    const judge = (policies: ReadonlyMap<string, RateLimitPolicy>): Admission | Promise<Admission> => {
      const fields = limitedFields(counts, context.session);
      if (fields.size === 0) return { verdicts: [], cost };
      const { ipAddress, sharesAddress } = context.client;
      const demands = demandsOf(prepared, policies, fields, cost?.complexity ?? 1);
      return this.#take(demands, { ipAddress, sharesAddress, session: context.session }, cost);
    };
    const policies = this.#rateLimits.known;
    if (!context.session && policies) return judge(policies);
    return this.#judgeLater(counts, context.session, cost, judge);
  }

  async #judgeLater(
    counts: RootFieldCounts,
    session: Context['session'],
    cost: Cost | undefined,
    judge: (policies: ReadonlyMap<string, RateLimitPolicy>) => Admission | Promise<Admission>,
  ): Promise<Admission> {
    const rights = session?.apiKey;
    const beyond =
      (rights ? refusalOfKey(counts, rights) : undefined) ??
      (session ? await this.#unverified.refusal(counts, session) : undefined);
    if (beyond) return { refusal: beyond, verdicts: [], cost };
    return judge(this.#rateLimits.known ?? (await this.#rateLimits.current()));
  }

  #prepare(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    rootType: GraphQLObjectType,
  ): Prepared {
    let prepared = this.#prepared.get(operation);
    if (!prepared) {
      prepared = {
        fields: new RootFields(document, operation, rootType),
        cost: new OperationCost(schema, document, operation),
      };
      this.#prepared.set(operation, prepared);
    }
    return prepared;
  }

  #take(demands: readonly Demand[], caller: Caller, cost?: Cost): Admission | Promise<Admission> {
    const checks: RateLimitCheck[] = [];
    for (const { policy, units } of demands)
      for (const key of keysOf(policy, caller)) checks.push({ policy, key, cost: units });
    const conclude = ({ allowed, verdicts }: RateLimitDecision): Admission =>
      allowed ? { verdicts, cost } : { refusal: rateLimited(verdicts), verdicts, cost };
    const decision = this.#rateLimits.decideAtOnce(checks);
    return decision instanceof Promise ? decision.then(conclude) : conclude(decision);
  }
}

function costOf({ cost }: Prepared, variables: Operation['variableValues'], context: Context): Cost | undefined {
  try {
    return cost.of(variables, context);
  } catch {
    return undefined;
  }
}

function tooComplex(
  { complexity, breadth }: Cost,
  { cost: points, fields }: OperationGuard['limits'],
): GraphQLError | undefined {
  const refuse = (what: string, cost: number, limit: number): GraphQLError =>
    apiError('OPERATION_TOO_COMPLEX', `${what} Ask for fewer fields or smaller pages.`, { cost, limit });
  if (complexity > points)
    return refuse(`The operation costs ${complexity} points, and ${points} is the most.`, complexity, points);
  if (breadth > fields)
    return refuse(`The operation has ${breadth} fields, and ${fields} is the most.`, breadth, fields);
  return undefined;
}

function demandsOf(
  prepared: Prepared,
  policies: ReadonlyMap<string, RateLimitPolicy>,
  counts: RootFieldCounts,
  points: number,
): readonly Demand[] {
  const known = prepared.demands;
  if (known?.policies === policies && known.counts === counts && known.points === points) return known.result;
  const result = demandOn(policies.values(), counts, points);
  prepared.demands = { policies, counts, points, result };
  return result;
}
