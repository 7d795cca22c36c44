// A log-in as its account keeps it: when, how, from which network and with which device. The whole address is not kept.

import { clientFamily, clientNetwork, type SessionClient } from './client.ts';

export const logInMethods = [
  'PASSWORD',
  'MAIL',
  'PASSKEY',
  'SECOND_FACTOR',
  'SIGN_UP',
  'INVITATION',
  'PROVIDER',
] as const;
export type LogInMethod = (typeof logInMethods)[number];

export interface LogIn {
  readonly at: Date;
  readonly method: LogInMethod;
  /** Two parts of an IPv4 address, three of an IPv6 one; null where it is not known. */
  readonly network: string | null;
  readonly device: string;
}

/** What session/start writes behind the time: the method, the network and the device, with blanks between. */
export function writeLogIn(method: LogInMethod, client: SessionClient, deviceName: string | null | undefined): string {
  const device = deviceName || clientFamily(client.userAgent) || 'Unknown client';
  return ` ${method} ${clientNetwork(client.ipAddress).replace(/\s/g, '') || '-'} ${device}`;
}

/** Null for what no release of ours has written. */
export function readLogIn(text: string): LogIn | null {
  const [, at, method = '', network = '', device = ''] = /^(\d{13}) (\S+) (\S+) (.*)$/su.exec(text) ?? [];
  const known = logInMethods.find((each) => each === method);
  if (at === undefined || known === undefined) return null;
  return { at: new Date(Number(at)), method: known, network: network === '-' ? null : network, device };
}
