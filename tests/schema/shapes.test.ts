// One name and one type for one thing in the whole API, as docs/decisions/api-shape.md states. schema.graphql is held to each rule.

import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema as built } from '../../src/schema/index.ts';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

/** A field, an argument or a field of an input. */
interface Named {
  readonly at: string;
  readonly name: string;
  readonly owner: GraphQLNamedType;
  readonly kind: 'field' | 'argument' | 'input';
  readonly type: GraphQLOutputType | GraphQLInputField['type'];
  readonly description: string;
}

const everything: readonly Named[] = types.flatMap((owner) => {
  if (!isObjectType(owner) && !isInterfaceType(owner) && !isInputObjectType(owner)) return [];
  return Object.values(owner.getFields()).flatMap((field): Named[] => {
    const one = (
      kind: Named['kind'],
      at: string,
      { name, type, description }: Omit<typeof field, 'extensions'>,
    ): Named => ({
      at,
      name,
      owner,
      kind,
      type,
      description: description ?? '',
    });
    const at = `${owner.name}.${field.name}`;
    const args = 'args' in field ? field.args : [];
    return [
      one(isInputObjectType(owner) ? 'input' : 'field', at, field),
      ...args.map((arg: GraphQLArgument) => one('argument', `${at}(${arg.name})`, arg)),
    ];
  });
});
const outputs = everything.filter(({ kind }) => kind === 'field');
const inputs = everything.filter(({ kind }) => kind !== 'field');
const typeName = ({ type }: Pick<Named, 'type'>): string => getNamedType(type as GraphQLOutputType).name;
const isNumber = (one: Named): boolean => ['Int', 'Float', 'SafeInt'].includes(typeName(one));
const where = (some: readonly Named[]): string[] => some.map(({ at }) => at);

it('there is something to judge', () => {
  expect([outputs.length > 300, inputs.length > 150]).toEqual([true, true]);
});

describe('a duration', () => {
  /** Numbers of whole minutes or days, of which each is an entry of the answer. */
  const counted = /^Number of (minutes|days)\b/;
  const numbers = everything.filter(isNumber);

  it('ends with its unit, Ms or Seconds, and its description names that unit', () => {
    const wrong = numbers.filter(({ name, description }) => {
      if (/Ms$/.test(name)) return !/\bin milliseconds\b/.test(description);
      if (/Seconds$/.test(name)) return !/\bseconds\b/.test(description);
      return /\bin (milliseconds|seconds|minutes|hours|days)\b/.test(description);
    });
    expect(where(wrong)).toEqual([]);
  });

  it('has no other name', () => {
    const spoken = /(delay|wait|timeout|ttl|duration|lease|window|interval|period|every|age|minutes|hours|days)$/i;
    const wrong = numbers.filter(({ name, description }) => spoken.test(name) && !counted.test(description));
    // A rate is no duration; the interval of a lift is a pair of shares.
    expect(where(wrong).filter((at) => !/(perMinute|PerMinute|Interval|coverage)$/.test(at))).toEqual([]);
  });

  it('of one name has one unit', () => {
    const units = new Map<string, Set<string>>();
    for (const { name } of numbers) {
      const [, stem, unit] = /^(.+?)(Ms|Seconds)$/.exec(name) ?? [];
      if (stem && unit) units.set(stem, (units.get(stem) ?? new Set()).add(unit));
    }
    expect([...units].filter(([, found]) => found.size > 1)).toEqual([]);
  });
});

describe('an id', () => {
  it('has the type ID if it is global, and then says so by its name', () => {
    const ids = everything.filter((one) => typeName(one) === 'ID');
    expect(ids.length).toBeGreaterThan(30);
    expect(where(ids.filter(({ name }) => !/^(id|ids|deletedId|sessionId|userId|actorId)$/.test(name)))).toEqual([]);
    expect(where(ids.filter(({ description }) => !/\b(id|ids)\b/.test(description)))).toEqual([]);
    expect(where(everything.filter((one) => /^(id|ids)$/.test(one.name) && typeName(one) !== 'ID'))).toEqual([]);
  });

  it('of the object of a field is `id`, and never the name of its type with Id', () => {
    // Names that senders and processes choose, of which Mortar has no object, or whose object has them beside its id.
    const chosen = new Set(['eventId', 'visitorId', 'workerId', 'instanceId']);
    const wrong = everything.filter(
      (one) => /[a-z]Id$/.test(one.name) && typeName(one) !== 'ID' && !chosen.has(one.name),
    );
    expect(where(wrong)).toEqual([]);
    const entities = types
      .filter((type) => isObjectType(type) && type.getInterfaces().length > 0)
      .map(({ name }) => name);
    const named = inputs.filter(({ name }) =>
      entities.some((entity) => name.toLowerCase() === `${entity.toLowerCase()}id`),
    );
    expect(where(named)).toEqual([]);
  });
});

/** The names of what a root field is given. */
function inputOf({ args }: { readonly args: readonly GraphQLArgument[] }): string[] {
  const input = args.find(({ name }) => name === 'input');
  const type = input && getNamedType(input.type);
  return type && isInputObjectType(type) ? Object.keys(type.getFields()) : args.map(({ name }) => name);
}

describe('a name', () => {
  /** Each object with the field by which people name it. */
  const keys: Readonly<Record<string, string>> = {
    Queue: 'name',
    RateLimitPolicy: 'name',
    Service: 'name',
    Site: 'name',
    Topic: 'name',
    MessageGroup: 'name',
    Experiment: 'key',
    Flag: 'key',
    JobSchedule: 'key',
    Product: 'sku',
  };

  it('of the object that a root field is about has the name that it has in its type', () => {
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const wrong = roots
      .flatMap((root) => Object.values(root?.getFields() ?? {}))
      // Of an instance the service is another object, and of a role the site.
      .filter(({ type }) => !/^(ServiceInstance|Site(Role|Share))/.test(getNamedType(type).name))
      .filter((field) => {
        const [subject] = Object.keys(keys)
          .filter((type) => field.name.toLowerCase().startsWith(type.toLowerCase()))
          .sort((a, b) => b.length - a.length);
        const lastWord = /[A-Z][a-z]*$/.exec(subject ?? '')?.[0].toLowerCase() ?? '';
        return inputOf(field).includes(lastWord);
      });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('is a field of its type', () => {
    for (const [type, key] of Object.entries(keys)) {
      const found = schema.getType(type);
      expect(isObjectType(found) && key in found.getFields(), type).toBe(true);
    }
  });

  it('of another object is that object’s type in lower case: `policy: String`, `queue: String`', () => {
    const texts = inputs.filter((one) => typeName(one) === 'String');
    const subjects = Object.keys(keys).map((type) => type.toLowerCase());
    const wrong = texts.filter(({ name }) =>
      subjects.some((subject) => name.toLowerCase() === `${subject}name` || name.toLowerCase() === `${subject}key`),
    );
    expect(where(wrong)).toEqual([]);
  });
});

describe('money', () => {
  const spoken = /\b(money|price|revenue|amount|currency|cost of|spent)\b/i;
  const isMoney = (name: string): boolean => ['Money', 'MoneyInput', 'RevenuePerVisitor'].includes(name);

  it('is never a number', () => {
    const wrong = everything.filter(
      (one) => isNumber(one) && /price|revenue|amount|total$|money|^value$/i.test(one.name),
    );
    // The number of a point of a series, which is a count.
    expect(where(wrong)).toEqual(['MetricPoint.value']);
    const said = everything.filter((one) => isNumber(one) && spoken.test(one.description));
    expect(where(said)).toEqual([]);
  });

  it('is a decimal only beside its currency', () => {
    // Lists sort prices of all currencies on one scale, and filter and count them by it.
    const ofAll = /^(ProductFilter|ProductFacets|PriceRangeFacet|ProductConnection)\./;
    const decimals = everything.filter((one) => typeName(one) === 'Decimal' && !ofAll.test(one.at));
    expect(decimals.length).toBeGreaterThan(3);
    expect(where(decimals.filter(({ owner }) => !isMoney(owner.name)))).toEqual([]);
    for (const { owner, at } of decimals) {
      const fields = isObjectType(owner) || isInputObjectType(owner) ? owner.getFields() : {};
      expect(fields.currency && typeName(fields.currency), at).toBe('CurrencyCode');
    }
  });

  it('of a field that is named so is Money', () => {
    const named = everything.filter(({ name }) => /^(price|unitPrice|total|revenue|amount)$/.test(name));
    expect(named.length).toBeGreaterThan(10);
    expect(where(named.filter((one) => !['Money', 'MoneyInput', 'Decimal'].includes(typeName(one))))).toEqual([]);
  });

  it('is no metric of a series, which has numbers without a unit', () => {
    const metric = schema.getType('Metric');
    expect(isEnumType(metric) && metric.getValues().map(({ name }) => name)).not.toContain('REVENUE');
  });
});

describe('a list', () => {
  const fieldsOf = (type: GraphQLNamedType) => (isObjectType(type) ? type.getFields() : {});
  const paged = types.flatMap((type) =>
    Object.values(fieldsOf(type))
      .filter(({ args }) => args.some(({ name }) => /^(first|last|after|before)$/.test(name)))
      .map((field) => ({ type, field })),
  );

  it('with `first` is a connection, and takes all four arguments', () => {
    // A stream is resumed by a cursor, and has no pages.
    const lists = paged.filter(({ type }) => type !== schema.getSubscriptionType());
    expect(lists.length).toBeGreaterThanOrEqual(5);
    for (const { type, field } of lists) {
      const at = `${type.name}.${field.name}`;
      expect(getNamedType(field.type).name, at).toMatch(/Connection$/);
      expect(
        field.args.map(({ name }) => name),
        at,
      ).toEqual(expect.arrayContaining(['first', 'last', 'after', 'before']));
    }
  });

  it('that is a connection has edges, nodes, pageInfo and totalCount', () => {
    const connections = types.filter(({ name }) => name.endsWith('Connection'));
    expect(connections.length).toBeGreaterThanOrEqual(4);
    // What is told of a list beside its entries.
    const more: Readonly<Record<string, readonly string[]>> = { ProductConnection: ['correction', 'facets'] };
    for (const type of connections) {
      const fields = [...(more[type.name] ?? []), 'edges', 'nodes', 'pageInfo', 'totalCount'].sort();
      expect(Object.keys(fieldsOf(type)).sort(), type.name).toEqual(fields);
      expect(String(fieldsOf(type).totalCount?.type), type.name).toBe('SafeInt');
    }
  });

  it('that ranks takes `limit`, and no list takes its size by another name', () => {
    const wrong = everything.filter(
      (one) => one.kind === 'argument' && /^(count|size|max|top|take|number)$/i.test(one.name),
    );
    expect(where(wrong)).toEqual([]);
    const limits = everything.filter(({ kind, name }) => kind === 'argument' && name === 'limit');
    const fields = limits.map(({ at }) => at.slice(0, at.indexOf('(')).split('.'));
    for (const [type, field] of fields as [string, string][]) {
      const found = fieldsOf(schema.getType(type) as GraphQLNamedType)[field];
      expect(isListType(found && getNullableType(found.type)), `${type}.${field}`).toBe(true);
    }
  });
});

describe('a scalar', () => {
  const scalars = types.filter((type) => isScalarType(type) && !isSpecifiedScalarType(type));

  it('of our own has a specification', () => {
    expect(scalars.length).toBeGreaterThan(4);
    expect(scalars.filter((type) => isScalarType(type) && !type.specifiedByURL).map(({ name }) => name)).toEqual([]);
  });

  it('of a count without a bound is SafeInt', () => {
    // Whose bound is far below 2^31: of a call, a page, a job, a process or a minute.
    const bounded = new Set([
      'AccountSecurity.recoveryCodesLeft',
      'CacheInvalidatePayload.invalidated',
      'DeadJobsPayload.count',
      'Discount.maxUses',
      'Discount.maxUsesPerCustomer',
      'Discount.uses',
      'Job.attempt',
      'Job.maxAttempts',
      'JobError.attempt',
      'JobSearchResult.examined',
      'JobSchedule.maxAttempts',
      'OrderFulfilment.number',
      'OrderReturn.number',
      'QuarantinedJobsPurgePayload.count',
      'Queue.parts',
      'Topic.parts',
      'QueueMinute.completed',
      'QueueMinute.failed',
      'RateLimitPolicy.burst',
      'RateLimitPolicy.limit',
      'RateLimitState.localBlocks',
      'SessionRevokePayload.revoked',
      'Topic.listeners',
      'TrackPayload.accepted',
      'TrackPayload.duplicates',
      'TrackPayload.rejected',
    ]);
    const counts = outputs.filter((one) => typeName(one) === 'Int' && /\bnumber of\b|^How many/i.test(one.description));
    expect(where(counts).filter((at) => !bounded.has(at))).toEqual([]);
    expect([...bounded].filter((at) => !where(outputs).includes(at))).toEqual([]);
  });

  it('is one type in TypeScript, and never a number or a text', () => {
    const generated = readFileSync(new URL('../../dashboard/src/generated/graphql.ts', import.meta.url), 'utf8');
    expect(generated).not.toMatch(/number \| string|string \| number/);
  });
});

describe('a field with a right of its own', () => {
  it('names the role at its end', () => {
    const guarded = Object.values(built.getTypeMap()).flatMap((type) =>
      isObjectType(type) && !type.name.startsWith('__')
        ? Object.values(type.getFields()).map((field) => {
            const { authScopes } = (field.extensions.pothosOptions ?? {}) as { authScopes?: object };
            const isRoot = [built.getQueryType(), built.getMutationType(), built.getSubscriptionType()].includes(type);
            return {
              at: `${type.name}.${field.name}`,
              description: field.description ?? '',
              needs: isRoot || authScopes !== undefined,
            };
          })
        : [],
    );
    const needing = guarded.filter(({ needs }) => needs);
    expect(needing.length).toBeGreaterThan(90);
    const sentence =
      /(Public|Requires (a session|an account|the (ADMIN|WORKER|CUSTOMER) role|the (VIEWER|EDITOR) role on the site(, or its share link)?))\.$/;
    expect(needing.filter(({ description }) => !sentence.test(description)).map(({ at }) => at)).toEqual([]);
  });
});
