// Webhooks: endpoints of other programs that are told of domain events. There are few, so that they are read together.

import { randomBytes } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { checkCount, checkText, checkWhole, refuseField } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import { loadScript, type ScriptArgument } from '../base/scripts.ts';
import type { DomainEventOutboxes } from '../domain-event/domain-event.ts';
import { type DomainEventType, domainEventTypes, isDomainEventType } from '../domain-event/event-types.ts';
import { webhookKeys } from './keys.ts';
import { newWebhookSecret } from './secret.ts';
import {
  type NewWebhookEndpoint,
  type WebhookChange,
  type WebhookEndpoint,
  type WebhookSecrets,
  webhookLimits,
} from './shapes.ts';

export interface WebhookSettings {
  /** Whether endpoints may have private addresses, and be reached over plain HTTP. */
  readonly allowPrivate?: boolean;
}

/** The reader of domain events: no plugin has a name like it. */
export const webhookReader = 'mortar_webhooks';

/** An endpoint that is not listed, as after a crash, goes after this time. */
const pendingSeconds = 60;

const scripts = { list: loadScript('webhook/list'), set: loadScript('webhook/set') };

export class Webhooks {
  readonly #redis: RedisHandle;
  readonly #events: DomainEventOutboxes;
  readonly allowPrivate: boolean;

  constructor(redis: RedisHandle, events: DomainEventOutboxes, { allowPrivate = false }: WebhookSettings = {}) {
    this.#redis = redis;
    this.#events = events;
    this.allowPrivate = allowPrivate;
  }

  /** All endpoints, the oldest first. */
  async list(): Promise<WebhookEndpoint[]> {
    const index = webhookKeys.endpoints(this.#redis.prefix);
    const ids = await this.#redis.client.smembers(index);
    const found = await Promise.all(ids.map(async (id) => [id, await this.find(id)] as const));
    for (const [id, endpoint] of found) if (!endpoint) await this.#redis.client.srem(index, id);
    const all = found.flatMap(([, endpoint]) => endpoint ?? []);
    return all.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));
  }

  async find(id: string): Promise<WebhookEndpoint | null> {
    if (!isEndpointId(id)) return null;
    return readEndpoint(id, await this.#redis.client.hgetall(this.#key(id)));
  }

  /** What signs its deliveries; null where there is no such endpoint. */
  async secrets(id: string): Promise<WebhookSecrets | null> {
    if (!isEndpointId(id)) return null;
    const [secret, former, until] = await this.#redis.client.hmget(
      this.#key(id),
      'secret',
      'formerSecret',
      'formerUntil',
    );
    if (!secret) return null;
    return former && Number(until) > Date.now() ? [secret, former] : [secret];
  }

  /**
   * Registers an endpoint.
   * @returns it, and the secret that signs what is sent to it, which is told once.
   * @throws Refusal INVALID or LIMIT_EXCEEDED.
   */
  async create(given: NewWebhookEndpoint): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
    const { url, types, description, enabled } = this.#check(given);
    const id = randomBytes(12).toString('hex');
    const secret = newWebhookSecret();
    const fields = { url, types: types.join(','), description, enabled: enabled ? '1' : '', secret };
    const record = { ...fields, createdAt: String(Date.now()) };
    const { client, prefix } = this.#redis;
    await client.multi().hset(this.#key(id), record).expire(this.#key(id), pendingSeconds).exec();
    const [outcome] = (await this.#redis.run(
      scripts.list,
      [webhookKeys.endpoints(prefix)],
      [id, webhookLimits.endpoints],
    )) as ['OK' | 'FULL'];
    if (outcome === 'FULL') {
      await client.del(this.#key(id));
      refuse('LIMIT_EXCEEDED', `There are ${webhookLimits.endpoints} webhooks already. Delete one first.`);
    }
    await client.persist(this.#key(id));
    await this.register();
    return { endpoint: readEndpoint(id, record) as WebhookEndpoint, secret };
  }

  /** Changes what is given. @throws Refusal INVALID or NOT_FOUND. */
  async update(id: string, change: WebhookChange): Promise<WebhookEndpoint> {
    const before = await this.find(id);
    if (!before) refuseMissing();
    const { url, types, description, enabled } = this.#check({ ...before, ...withoutNull(change) });
    const fields = { url, types: types.join(','), description, enabled: enabled ? '1' : '' };
    await this.#set(id, '', 0, enabled && !before.enabled, Object.entries(fields).flat());
    await this.register();
    return (await this.find(id)) ?? refuseMissing();
  }

  /**
   * Gives an endpoint another secret. The one before signs as well for a while.
   * @throws Refusal INVALID or NOT_FOUND.
   */
  async rotate(id: string, overlapMs: number = webhookLimits.overlapMs.default): Promise<string> {
    checkWhole(overlapMs, 'overlapMs', 0, webhookLimits.overlapMs.most);
    if (!isEndpointId(id)) refuseMissing();
    const secret = newWebhookSecret();
    await this.#set(id, secret, overlapMs, false, []);
    return secret;
  }

  /** @throws Refusal NOT_FOUND. */
  async remove(id: string): Promise<WebhookEndpoint> {
    const endpoint = await this.find(id);
    if (!endpoint) refuseMissing();
    const { client, prefix } = this.#redis;
    await client.srem(webhookKeys.endpoints(prefix), id);
    await client.del(this.#key(id), webhookKeys.deliveries(prefix, id), webhookKeys.times(prefix, id));
    await this.register();
    return endpoint;
  }

  /** Asks for the domain events that endpoints are to be told of. */
  async register(): Promise<void> {
    const types = (await this.list()).flatMap((endpoint) => (endpoint.enabled ? endpoint.types : []));
    await this.#events.register({ name: webhookReader, types: [...new Set(types)] });
  }

  async #set(id: string, secret: string, overlapMs: number, enables: boolean, fields: readonly ScriptArgument[]) {
    const args = [secret, overlapMs, enables ? '1' : '', ...fields];
    const [outcome] = (await this.#redis.run(scripts.set, [this.#key(id)], args)) as ['OK' | 'NONE'];
    if (outcome === 'NONE') refuseMissing();
  }

  #check({ url, types, description, enabled }: NewWebhookEndpoint) {
    checkText(url, 'url', webhookLimits.urlLength);
    checkCount(types, 'types', Object.keys(domainEventTypes).length, 1);
    const unknown = types.find((type) => !isDomainEventType(type));
    if (unknown !== undefined)
      refuseField('types', `has ${JSON.stringify(unknown)}, which is no event`, Object.keys(domainEventTypes));
    checkText(description ?? '', 'description', webhookLimits.descriptionLength, 0);
    return {
      url: this.#checkUrl(url),
      types: [...new Set(types as readonly DomainEventType[])],
      description: description ?? '',
      enabled: enabled ?? true,
    };
  }

  #checkUrl(text: string): string {
    const url = URL.canParse(text) ? new URL(text) : null;
    const allowed = this.allowPrivate ? ['https:', 'http:'] : ['https:'];
    if (!url || !allowed.includes(url.protocol)) refuseField('url', 'must be an address that begins with https://');
    if (url.username || url.password) refuseField('url', 'must have no user name or password');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (ipaddr.isValid(host) && !this.allowsAddress(host)) refuseField('url', 'must not have a private address');
    url.hash = '';
    return url.href;
  }

  /**
   * Whether Mortar connects to an address: those of the public Internet alone, unless private ones are allowed. An IPv4 address inside
   * an IPv6 one is judged as IPv4.
   */
  allowsAddress(address: string): boolean {
    if (this.allowPrivate) return true;
    if (!ipaddr.isValid(address)) return false;
    const judged = ipaddr.process(address);
    // Of IPv6 there is no other public range.
    const isGlobal = judged.kind() === 'ipv4' || judged.match(ipaddr.parseCIDR('2000::/3'));
    return judged.range() === 'unicast' && isGlobal;
  }

  #key(id: string): string {
    return webhookKeys.endpoint(this.#redis.prefix, id);
  }
}

function readEndpoint(id: string, fields: Readonly<Record<string, string>>): WebhookEndpoint | null {
  const { url, types = '', description = '', enabled, stopped, failingSince, createdAt, formerUntil } = fields;
  if (!url) return null;
  return {
    ...{ id, url, description, types: types.split(',').filter(isDomainEventType) },
    ...{ enabled: enabled === '1', stopped: stopped === '1' },
    failingSince: momentOf(failingSince),
    createdAt: momentOf(createdAt) ?? new Date(0),
    formerSecretUntil: Number(formerUntil) > Date.now() ? momentOf(formerUntil) : null,
  };
}

function momentOf(text: string | undefined): Date | null {
  return text === undefined || !/^\d{1,15}$/.test(text) ? null : new Date(Number(text));
}

function withoutNull(change: WebhookChange): Partial<NewWebhookEndpoint> {
  const fields = ['url', 'types', 'description', 'enabled'] as const;
  return Object.fromEntries(fields.flatMap((field) => (change[field] == null ? [] : [[field, change[field]]])));
}

export function isEndpointId(id: string): boolean {
  return /^[0-9a-f]{24}$/.test(id);
}

function refuseMissing(): never {
  refuse('NOT_FOUND', 'There is no such webhook.', 'id');
}
