// Posts a message to an address that somebody else has given. The name of the host is looked up here, each address that it has is
// judged, and the connection goes to one of those: a second look-up, which may have another answer, there is none. No redirect is followed.

import { lookup as lookUp } from 'node:dns/promises';
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { version } from '../redis/base/version.ts';
import { webhookLimits } from '../redis/webhook/shapes.ts';

/** What an endpoint has answered. */
export interface PostAnswer {
  readonly status: number;
  /** The beginning of the body. */
  readonly text: string;
}

export interface PostSettings {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether to connect to an address. */
  allows(address: string): boolean;
  readonly signal?: AbortSignal;
  /** How long all of it may take, if not as long as `webhookLimits` has it. */
  readonly answerMs?: number;
  /** Where names are looked up, if not in the DNS. */
  resolve?(host: string): Promise<readonly string[]>;
}

/** @throws Error if there is no answer in time, or the address is refused. */
export async function postWebhook(url: string, settings: PostSettings): Promise<PostAnswer> {
  const { answerMs = webhookLimits.answerMs } = settings;
  const late = AbortSignal.timeout(answerMs);
  const signal = settings.signal ? AbortSignal.any([late, settings.signal]) : late;
  try {
    return await post(new URL(url), settings, signal);
  } catch (error) {
    if (late.aborted) throw new Error(`no answer within ${answerMs / 1_000} s`, { cause: error });
    throw error;
  }
}

async function post(url: URL, settings: PostSettings, signal: AbortSignal): Promise<PostAnswer> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // Of an address nothing is looked up.
  const isAddress = /^[\d.]+$/.test(host) || host.includes(':');
  if (isAddress && !settings.allows(host)) throw refused(host, [host]);
  const { body, headers } = settings;
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const request = send(url, {
      method: 'POST',
      // Kept connections might go to an address that was judged for another name.
      agent: false,
      signal,
      lookup: judgedLookup(settings),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': `Mortar/${version}`,
        ...headers,
      },
    });
    request.on('error', reject);
    request.on('response', (response) => readAnswer(response, request).then(resolve, reject));
    request.end(body);
  });
}

/** Gives a connection those addresses of a name that are allowed. */
function judgedLookup({ allows, resolve = addressesOf }: PostSettings): LookupFunction {
  return (host, options, done) => {
    resolve(host).then(
      (all) => {
        const family = (address: string): 4 | 6 => (address.includes(':') ? 6 : 4);
        const found = all.filter(allows).map((address) => ({ address, family: family(address) }));
        const [first] = found;
        if (!first) done(refused(host, all), []);
        else if (options.all) done(null, found);
        else done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, []),
    );
  };
}

async function addressesOf(host: string): Promise<string[]> {
  return (await lookUp(host, { all: true })).map(({ address }) => address);
}

function refused(host: string, addresses: readonly string[]): Error {
  const which = addresses.includes(host) ? host : `${host} (${addresses.join(', ') || 'no address'})`;
  return new Error(`${which} is not an address of the public Internet`);
}

/** Reads as much of the body as is kept, and closes the connection when that is too much. */
async function readAnswer(response: IncomingMessage, request: ClientRequest): Promise<PostAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > webhookLimits.answerBytes) break;
  }
  request.destroy();
  const text = Buffer.concat(chunks).toString('utf8').toWellFormed();
  return { status: response.statusCode ?? 0, text: text.slice(0, webhookLimits.excerpt).toWellFormed() };
}
