// One look at an instance: whether a connection opens, or a GET is answered with a status from 200 to 299. Redirects are not followed,
// and nothing of the answer is read.

import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { connect, isIP } from 'node:net';

export type Probe = { readonly kind: 'TCP' } | { readonly kind: 'HTTP'; readonly path: string };

const ports: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443 };

/** Undefined for an address that a probe cannot ask: a host without a port, or one of another protocol. */
export function targetOf(address: string, { kind }: Probe): URL | undefined {
  const isUrl = /^[a-z][a-z\d+.-]*:\/\//i.test(address);
  const text = isUrl ? address : `tcp://${address}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.port === '' && !(url.protocol in ports)) return undefined;
  if (kind === 'TCP') return url;
  if (!isUrl) return new URL(`http://${address}`);
  return /^https?:$/.test(url.protocol) ? url : undefined;
}

/** Rejects if the instance is not well, or `signal` aborts first. */
export function lookAt(target: URL, probe: Probe, signal: AbortSignal): Promise<void> {
  return probe.kind === 'TCP' ? openConnection(target, signal) : getStatus(new URL(probe.path, target), signal);
}

function openConnection({ protocol, hostname, port }: URL, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const family = isIP(host);
    const socket = connect({ host, port: Number(port) || (ports[protocol] as number), family, signal });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
  });
}

function getStatus(url: URL, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const get = url.protocol === 'https:' ? getHttps : getHttp;
    // A connection of its own, since one that is kept says nothing about new ones.
    const request = get(url, { agent: false, signal, headers: { 'user-agent': 'mortar-health-check' } }, (response) => {
      const { statusCode = 0 } = response;
      response.on('error', () => {});
      response.destroy();
      if (statusCode >= 200 && statusCode < 300) resolve();
      else reject(new Error(`${url.href} answers ${statusCode}`));
    });
    request.on('error', reject);
  });
}
