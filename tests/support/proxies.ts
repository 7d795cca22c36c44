// nginx and haproxy with the settings of deploy/, in front of two processes of Mortar on ports of this machine.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { debianProgram } from './debian-program.ts';

export type Ports = readonly [number, number];

interface Proxy {
  readonly url: string;
  stop(): Promise<void>;
}

export interface Nginx extends Proxy {
  /** Takes one of the two out of use, or none, as an operator does: by its settings, which it reads again. */
  setDown(place: 0 | 1 | undefined): Promise<void>;
}

/** Of the files of deploy/, in which Mortar listens on 4001 and 4002 and the proxy on 8080. */
function deployed(file: string, [first, second]: Ports, port: number): string {
  const text = readFileSync(fileURLToPath(new URL(`../../deploy/${file}`, import.meta.url)), 'utf8');
  return text.replaceAll(':4001', `:${first}`).replaceAll(':4002', `:${second}`).replaceAll(':8080', `:${port}`);
}

/** Keeps its files in a folder. */
export async function startNginx(folder: string, ports: Ports): Promise<Nginx> {
  const [{ path, env }, port] = [await debianProgram('nginx'), await freePort()];
  const [main, site, log] = ['nginx.conf', 'mortar.conf', 'nginx.log'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const write = (down?: 0 | 1): void => {
    const text = deployed('nginx.conf', ports, port);
    const server = down === undefined ? '' : `127.0.0.1:${ports[down]} `;
    writeFileSync(site, server === '' ? text : text.replace(server, `${server}down `));
  };
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  write();
  writeFileSync(
    main,
    [
      ...(process.getuid?.() === 0 ? ['user root;'] : []),
      `daemon off; pid ${folder}/nginx.pid; error_log ${log} warn; events { }`,
      `http { access_log off; ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}`,
      `include ${site}; }`,
    ].join('\n'),
  );
  const child = spawn(path, ['-c', main, '-p', folder, '-e', log], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const proxy = await started(child, port);
  return {
    ...proxy,
    setDown: async (place) => {
      write(place);
      child.kill('SIGHUP');
      await wait(1_000);
    },
  };
}

export interface Haproxy extends Proxy {
  /** Waits until it sends requests to both. */
  bothUp(): Promise<void>;
}

export async function startHaproxy(folder: string, ports: Ports): Promise<Haproxy> {
  const [{ path, env }, port, statsPort] = [await debianProgram('haproxy'), await freePort(), await freePort()];
  const file = join(folder, 'haproxy.cfg');
  const stats = `\nlisten stats\n    bind 127.0.0.1:${statsPort}\n    stats enable\n    stats uri /\n`;
  writeFileSync(file, `global\n    maxconn 2000\n\n${deployed('haproxy.cfg', ports, port)}${stats}`);
  const child = spawn(path, ['-db', '-f', file], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  return {
    ...(await started(child, port)),
    bothUp: async () => {
      for (;;) {
        const table = await (await fetch(`http://127.0.0.1:${statsPort}/;csv`)).text();
        if ((table.match(/^mortar,mortar\d,.*,UP,/gm) ?? []).length === 2) return;
        await wait(100);
      }
    },
  };
}

export async function startCaddy(folder: string, ports: Ports): Promise<Proxy> {
  const [{ path, env }, port] = [await debianProgram('caddy'), await freePort()];
  const file = join(folder, 'Caddyfile');
  writeFileSync(file, `{\n\tadmin off\n\tauto_https off\n}\n${deployed('Caddyfile', ports, port)}`);
  const own = { ...env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
  const args = ['run', '--config', file, '--adapter', 'caddyfile'];
  return started(spawn(path, args, { env: own, stdio: ['ignore', 'ignore', 'pipe'] }), port);
}

/** Waits until it listens. @throws with what it said where it has ended. */
async function started(child: ChildProcess, port: number): Promise<Proxy> {
  let said = '';
  child.stderr?.on('data', (text) => {
    said = `${said}${text}`.slice(-2_000);
  });
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const answers = (): Promise<boolean> =>
    fetch(url).then(
      () => true,
      () => false,
    );
  while (!(await answers())) {
    if (child.exitCode !== null) throw new Error(`A proxy did not start: ${said}`);
    await wait(50);
  }
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
