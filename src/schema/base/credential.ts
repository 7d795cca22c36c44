// Holds the rule about credentials that open no session, for all root fields, whatever door the operation came through. A caller
// who acts with one is told so, rather than taken for a guest.

import SchemaBuilder, {
  BasePlugin,
  type FieldNullability,
  type InputFieldMap,
  type PothosOutputFieldConfig,
  type SchemaTypes,
  type TypeParam,
} from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import type { Context } from '../../resolvers/base/context.ts';
import { apiError } from '../../resolvers/base/errors.ts';

const pluginName = 'credential';

// Pothos declares a resolver for whatever context its builder has; the only builder has this one.
// biome-ignore lint/suspicious/noExplicitAny: as above.
type Resolver<C = any> = GraphQLFieldResolver<unknown, C, object>;

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      credential: CredentialPlugin<Types>;
    }

    export interface MutationFieldOptions<
      // biome-ignore-start lint/correctness/noUnusedVariables: a merged interface repeats the parameters of the original.
      Types extends SchemaTypes,
      Type extends TypeParam<Types>,
      Nullable extends FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveReturnShape,
      // biome-ignore-end lint/correctness/noUnusedVariables: as above.
    > {
      /** The way back in: log-in, sign-up, log-out and recovery run with a credential that opens no session. */
      withDeadCredential?: boolean;
    }
  }
}

class CredentialPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(resolve: Resolver, field: PothosOutputFieldConfig<Types>): Resolver {
    const { kind, parentType, pothosOptions } = field;
    if (kind === 'Mutation')
      return (pothosOptions as { withDeadCredential?: boolean }).withDeadCredential ? resolve : acting(resolve);
    return parentType === 'Query' ? reading(resolve) : resolve;
  }

  override wrapSubscribe(
    subscribe: Resolver | undefined,
    { kind }: PothosOutputFieldConfig<Types>,
  ): Resolver | undefined {
    return kind === 'Subscription' && subscribe ? acting(subscribe) : subscribe;
  }
}

function acting(run: Resolver): Resolver<Context> {
  return (parent, args, context, info) => {
    if (context.deadCredential) throw deadCredential();
    return run(parent, args, context, info);
  };
}

/** A browser cannot leave out its cookie, so it may read what is public. A program that sends a token expects its own data. */
function reading(run: Resolver): Resolver<Context> {
  return (parent, args, context, info) => {
    if (context.deadCredential === 'BEARER') throw deadCredential();
    return run(parent, args, context, info);
  };
}

export function deadCredential() {
  return apiError('UNAUTHENTICATED', 'Your session has ended, or the token is not valid. Log in again.');
}

SchemaBuilder.registerPlugin(pluginName, CredentialPlugin as never);

export default pluginName;
