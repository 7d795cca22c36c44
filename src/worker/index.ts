// `mortar/worker`: what a program needs to run jobs.

export { RetryLaterError, UnrecoverableError } from '../redis/base/attempt-error.ts';
export {
  defineHandler,
  type Handler,
  type HandlerDefinition,
  type Task,
} from './handler.ts';
export type { PayloadSchema } from './payload-schema.ts';
export type { WorkerSettings } from './settings.ts';
export { type CloseSettings, Worker } from './worker.ts';
