// The variables of the front door: what one address, session or socket may take of a process.

import type { z } from 'zod';
import { type LiveBounds, liveDefaults } from '../server/limits.ts';
import { isAddressRange, list, variable, wholeNumber } from './variable.ts';

export interface DoorConfig {
  /** Addresses and ranges in CIDR notation that many callers share. */
  readonly exemptAddresses: readonly string[];
  readonly newDocumentBytesPerMinute: number;
  readonly liveBounds: LiveBounds;
}

const kibibyte = 1_024;

const livePlaces = (of: string, unset: number) =>
  wholeNumber(`Objects that the subscriptions of one ${of} may watch at a time: one each, stockChanged one per SKU.`, {
    to: 10_000_000,
    unset,
  });

export const doorVariables = {
  MORTAR_EXEMPT_ADDRESSES: variable({
    about:
      'Addresses that many callers share, such as gateways and servers that render pages, separated by commas. They have no ' +
      'bounds per address.',
    unset: 'none',
    allowed: 'IP addresses or ranges such as 10.0.0.0/8, with commas between them',
    shape: list(isAddressRange),
  }),
  MORTAR_NEW_DOCUMENT_KIB_PER_MINUTE: wholeNumber(
    'Text of new operations that one process accepts from one address per minute. A quarter of it may come at once.',
    { from: 16, to: 1_048_576, unset: 2_048, unit: 'KiB' },
  ),
  MORTAR_LIVE_PER_SOCKET: livePlaces('WebSocket', liveDefaults.perSocket),
  MORTAR_LIVE_PER_SESSION: livePlaces('session', liveDefaults.perSession),
  MORTAR_LIVE_PER_ADDRESS: livePlaces('address', liveDefaults.perAddress),
  MORTAR_LIVE_PER_PROCESS: livePlaces('process', liveDefaults.perProcess),
} as const;

type Variables = typeof doorVariables;

/** Reads a variable. */
type Read = <Name extends keyof Variables>(name: Name) => z.output<Variables[Name]['shape']>;

export function readDoor(read: Read): DoorConfig {
  return Object.freeze({
    exemptAddresses: Object.freeze(read('MORTAR_EXEMPT_ADDRESSES')),
    newDocumentBytesPerMinute: read('MORTAR_NEW_DOCUMENT_KIB_PER_MINUTE') * kibibyte,
    liveBounds: Object.freeze({
      perSocket: read('MORTAR_LIVE_PER_SOCKET'),
      perSession: read('MORTAR_LIVE_PER_SESSION'),
      perAddress: read('MORTAR_LIVE_PER_ADDRESS'),
      perProcess: read('MORTAR_LIVE_PER_PROCESS'),
    }),
  });
}
