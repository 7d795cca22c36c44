// `mortar/worker`: what a program needs to run jobs.

export {
  defineHandler,
  type Handler,
  type HandlerDefinition,
  RetryLaterError,
  type Task,
  UnrecoverableError,
} from './handler.ts';
export type { PayloadSchema } from './payload-schema.ts';
export type { WorkerSettings } from './settings.ts';
export { type CloseSettings, Worker } from './worker.ts';
