// Mortar's own processes in the registry of services.

import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { version } from '../base/version.ts';
import { ServiceMember } from './member.ts';
import type { Services } from './service.ts';

export interface OwnService {
  readonly service: 'mortar-api' | 'mortar-worker';
  /** This machine where nothing listens. */
  readonly address?: string;
  readonly metadata?: object;
}

/** Registers this process. One that cannot be registered does its work all the same. Returns a function that takes it out. */
export function registerOwn(services: Services, own: OwnService, log: Logger): () => Promise<void> {
  const onError = (error: unknown): void =>
    log.warn({ err: error, service: own.service }, 'the registry of services could not be told of this process');
  const joined = ServiceMember.join(services, {
    service: own.service,
    address: own.address ?? hostname(),
    version,
    metadata: { pid: process.pid, node: process.version, ...own.metadata },
    onError,
  }).catch(onError);
  return async () => (await joined)?.leave();
}

/** As others reach it: "every network" is no address. */
export function reachable(url: string): string {
  return url.replace(/\/\/(0\.0\.0\.0|\[::\])(?=:)/, `//${hostname()}`);
}
