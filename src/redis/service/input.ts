// Checks what services say about themselves, so that a mistake is told with its field and Redis never sees it.

import { isIPv6 } from 'node:net';
import { encodeJson } from '../base/json-text.ts';
import { isName, nameLengths, nameRule } from '../base/name.ts';
import { type Problem, Refusal, rangeOf } from '../base/problem.ts';
import { isText } from '../base/text.ts';
import { type ServiceRegistration, serviceLimits } from './shapes.ts';

const limits = serviceLimits;

const rules = {
  instanceId: `must be 1 to ${limits.instanceIdCharacters} letters, digits or . : @ - _, such as billing-1`,
  address: `must be a host, host:port or a URL, at most ${limits.addressCharacters} characters, such as 10.0.0.7:8080 or https://billing.internal`,
  credentials: 'must not hold a user name or password: everybody who may read the registry would see them',
  version: `must be 1 to ${limits.versionCharacters} characters, none of them half of an emoji`,
  ttlSeconds: `must be a whole number from ${limits.ttlMinSeconds} to ${limits.ttlMaxSeconds}`,
} as const;

/** What of a registration is kept as it is, as JSON. @throws Refusal with a problem for each field that is wrong. */
export function checkRegistration({ version, metadata, ttlSeconds, ...rest }: ServiceRegistration): string {
  const problems = findNameProblems(rest);
  const address = judgeAddress(rest.address);
  if (address !== 'fine')
    problems.push({
      ...wrong('address', rules[address]),
      ...(address === 'address' && { allowed: [rangeOf(1, limits.addressCharacters, 'characters')] }),
    });
  if (version != null && !isText(version, limits.versionCharacters))
    problems.push({
      ...wrong('version', rules.version),
      allowed: [rangeOf(1, limits.versionCharacters, 'characters')],
    });
  if (ttlSeconds != null && !isWhole(ttlSeconds, limits.ttlMinSeconds, limits.ttlMaxSeconds))
    problems.push({
      ...wrong('ttlSeconds', rules.ttlSeconds),
      allowed: [rangeOf(limits.ttlMinSeconds, limits.ttlMaxSeconds)],
    });
  try {
    encodeJson('metadata', metadata ?? null, limits.metadataBytes, 'give the address of the rest');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    problems.push(...error.problems);
  }
  if (problems.length > 0) throw new Refusal(problems);
  return JSON.stringify({ address: rest.address, version: version ?? null, metadata: metadata ?? null });
}

/** @throws Refusal INVALID with a problem for each name that no instance can have. */
export function checkNames(names: { readonly service: string; readonly instanceId: string }): void {
  const problems = findNameProblems(names);
  if (problems.length > 0) throw new Refusal(problems);
}

function findNameProblems({ service, instanceId }: { service: string; instanceId: string }): Problem[] {
  const problems: Problem[] = [];
  if (!isName(service)) problems.push({ ...wrong('service', nameRule), allowed: nameLengths });
  if (!isText(instanceId, limits.instanceIdCharacters) || !/^[\w.:@-]+$/.test(instanceId))
    problems.push({
      ...wrong('instanceId', rules.instanceId),
      allowed: [rangeOf(1, limits.instanceIdCharacters, 'characters')],
    });
  return problems;
}

function judgeAddress(address: string): 'fine' | 'address' | 'credentials' {
  if (!isText(address, limits.addressCharacters) || /\s/.test(address)) return 'address';
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(address)) return judgeUrl(address);
  if (address.includes('@')) return 'credentials';
  const [, bracketed, host, port] = /^(?:\[([^\]]*)\]|([\w.-]+))(?::(\d{1,5}))?$/.exec(address) ?? [];
  const named = bracketed === undefined ? host !== undefined : isIPv6(bracketed);
  return named && (port === undefined || isWhole(Number(port), 1, 65_535)) ? 'fine' : 'address';
}

function judgeUrl(address: string): 'fine' | 'address' | 'credentials' {
  if (!URL.canParse(address)) return 'address';
  const { username, password, host } = new URL(address);
  if (username !== '' || password !== '') return 'credentials';
  return host === '' ? 'address' : 'fine';
}

function isWhole(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && value >= from && value <= to;
}

function wrong(field: string, rule: string): Problem {
  return { code: 'INVALID', message: `${field} ${rule}`, field: [field] };
}
