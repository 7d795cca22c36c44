// A kind of job that is defined once, for those who enqueue and for the handler: its name, its queue and the shape of its payload.

import { isName, nameRule } from '../base/name.ts';
import { Refusal } from '../base/problem.ts';
import { messageOf } from '../base/text.ts';
import { type PayloadSchema, readPayload } from './payload-schema.ts';
import { jobLimits, type NewJob } from './shapes.ts';

/** What a job may have beside name, queue and payload. */
export type JobOptions = Omit<NewJob, 'name' | 'queue' | 'payload'>;

/** `Input` is the payload that one enqueues, `Payload` what the schema makes of it for the handler. */
export interface JobDefinition<Input = unknown, Payload = unknown> {
  readonly name: string;
  readonly queue: string;
  readonly payload: PayloadSchema<Payload, Input>;
  /** Holds where `enqueue` is given nothing else. */
  readonly options?: JobOptions;
}

type InputOf<Schema extends PayloadSchema> = NonNullable<Schema['~standard']['types']>['input'];
type OutputOf<Schema extends PayloadSchema> = NonNullable<Schema['~standard']['types']>['output'];

/**
 * Defines a kind of job. `jobs.enqueue(definition, payload)` enqueues one, and `defineHandler(definition, run)` makes its handler: a
 * payload of another shape does not compile.
 * @throws Error that says what is wrong with the definition.
 */
export function defineJob<Schema extends PayloadSchema>(definition: {
  readonly name: string;
  readonly queue: string;
  readonly payload: Schema;
  readonly options?: JobOptions;
}): JobDefinition<InputOf<Schema>, OutputOf<Schema>> {
  const { name, queue, payload } = definition;
  if (typeof name !== 'string' || name === '' || name.length > jobLimits.nameLength)
    throw new Error(`The name of a job must be 1 to ${jobLimits.nameLength} characters long`);
  if (!isName(queue)) throw new Error(`The queue of the job ${JSON.stringify(name)} ${nameRule}`);
  if (typeof payload?.['~standard']?.validate !== 'function')
    throw new Error(`The job ${JSON.stringify(name)} must have a schema as payload, for example one of zod`);
  return definition as JobDefinition<InputOf<Schema>, OutputOf<Schema>>;
}

/**
 * The job of a definition, its payload as it was given: the handler's side reads it by the schema once more.
 * @throws Refusal INVALID if the payload does not fit.
 */
export async function jobOf(
  { name, queue, payload: schema, options }: JobDefinition,
  payload: unknown,
  own: JobOptions,
): Promise<NewJob> {
  try {
    await readPayload(schema, payload);
  } catch (error) {
    throw new Refusal({ code: 'INVALID', message: messageOf(error), field: ['payload'] });
  }
  return { ...options, ...own, name, queue, payload };
}
