// `mortar/worker`: what a program needs to run jobs.

export { RetryLaterError, UnrecoverableError } from '../redis/base/attempt-error.ts';
export { defineJob, type JobDefinition, type JobOptions } from '../redis/job/definition.ts';
export type { PayloadSchema } from '../redis/job/payload-schema.ts';
export {
  defineHandler,
  type Handler,
  type HandlerDefinition,
  type Task,
} from './handler.ts';
export type { WorkerSettings } from './settings.ts';
export { type CloseSettings, Worker } from './worker.ts';
