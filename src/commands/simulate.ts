// `mortar simulate`: shoppers for a running Mortar, through its public API, to see its dashboard live and to load it.

import { randomInt } from 'node:crypto';
import type { Config } from '../config.ts';
import { demoCode } from '../demo/prices.ts';
import { showProgress } from '../progress-bar.ts';
import { NoMortar } from '../simulate/shop.ts';
import { type SimulationSettings, simulate } from '../simulate/simulate.ts';
import { Tally } from '../simulate/tally.ts';
import { readArguments } from './arguments.ts';
import { type Command, CommandError } from './command.ts';
import { untilSignal } from './signals.ts';
import { summaryOf } from './simulate-summary.ts';

type Options = Omit<SimulationSettings, 'administrator' | 'stop' | 'onProgress'>;

export const simulateCommand: Command = {
  name: 'simulate',
  usage: 'simulate [--url URL] [--visitors-per-minute N] [--minutes N] [...]',
  about:
    'Sends shoppers to a running Mortar through its public API: page views, carts, orders with discounts and shipping, programs, an experiment.',
  options: `  --url URL                 URL of the Mortar. Default: this machine, at PORT.
  --visitors-per-minute N   Average number of new visitors per minute over a day. Default: 60.
  --steady                  Sends as many at every hour. Default: more by day and in the evening than at night.
  --minutes N, --seconds N  Duration. Ctrl-C ends it early. Default: 10 minutes.
  --days N                  Fills the last N days first, only with events. Default: 0. Range: 0 to 6.
  --speed N                 How many times faster than people the shoppers act. Default: 4.
  --seed TEXT               The same seed gives the same shoppers and journeys. Default: a new one each time.
  --experiment KEY          Experiment whose variant the cart page shows. Default: checkout-button.
  --code CODE               Discount code that some shoppers type. Default: ${demoCode}.
  --lift N                  How much likelier visitors of the second variant are to buy. Default: 0.3.

With MORTAR_ADMIN_EMAIL and MORTAR_ADMIN_PASSWORD, it starts the experiment if it does not run, restocks products that are
nearly sold out, and sends, takes back and refunds what its shoppers bought.`,
  async run(args, config) {
    const options = { ...readOptions(args, config), administrator: config.admin };
    const stop = new AbortController();
    void untilSignal().then(() => stop.abort());
    console.log(intention(options));
    const tally = new Tally();
    const began = performance.now();
    const progress = showProgress(
      1_000,
      '{phase} {bar} {percentage} % | {visits} visits | {events} events | {orders} orders{limited}{behind}',
      fieldsOf('live', tally),
    );
    try {
      await simulate(
        {
          ...options,
          stop: stop.signal,
          onProgress: (phase, share) => progress.update(Math.min(share, 1) * 1_000, fieldsOf(phase, tally)),
        },
        tally,
      );
    } catch (error) {
      if (!(error instanceof NoMortar)) throw error;
      throw new CommandError(
        [
          ...(tally.visits > 0 ? [summaryOf(tally, options, secondsSince(began))] : []),
          `simulate: ${error.message}`,
        ].join('\n'),
      );
    } finally {
      progress.stop();
    }
    console.log(summaryOf(tally, options, secondsSince(began)));
  },
};

const secondsSince = (began: number): number => (performance.now() - began) / 1_000;

function fieldsOf(phase: 'history' | 'live', tally: Tally) {
  return {
    phase: phase === 'live' ? 'Now' : 'Days gone by',
    visits: tally.visits,
    events: tally.sent,
    orders: tally.orders,
    limited: tally.limited === 0 ? '' : ` | ${tally.limited} limited`,
    behind: tally.behindMs < 1_000 ? '' : ` | ${Math.round(tally.behindMs / 1_000)} s behind`,
  };
}

function intention({ url, visitorsPerMinute, seconds, days, seed }: Options): string {
  const length = seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
  const before = days > 0 ? `, after ${days} days gone by` : '';
  return `${visitorsPerMinute} visitors a minute to ${url} for ${length}${before}, seed ${seed}. Watch ${url}/dashboard; Ctrl-C ends it.`;
}

function readOptions(args: readonly string[], config: Config): Options {
  const options = {
    url: { type: 'string', default: ownUrl(config) },
    'visitors-per-minute': { type: 'string', default: '60' },
    steady: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    seconds: { type: 'string' },
    days: { type: 'string', default: '0' },
    speed: { type: 'string', default: '4' },
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    experiment: { type: 'string', default: 'checkout-button' },
    code: { type: 'string', default: demoCode },
    lift: { type: 'string', default: '0.3' },
  } as const;
  return readArguments(simulateCommand, { args: [...args], options }, ({ values }) => {
    if (values.minutes !== undefined && values.seconds !== undefined)
      throw new Error('give --minutes or --seconds, not both');
    return {
      url: urlOf(values.url),
      visitorsPerMinute: numberOf('visitors-per-minute', values['visitors-per-minute'], 0.1, 1_000_000),
      steady: values.steady,
      seconds:
        values.seconds === undefined
          ? 60 * numberOf('minutes', values.minutes ?? '10', 0.01, 100_000)
          : numberOf('seconds', values.seconds, 1, 6_000_000),
      days: numberOf('days', values.days, 0, 6),
      speed: numberOf('speed', values.speed, 0.1, 100_000),
      seed: seedOf(values.seed),
      experiment: values.experiment,
      code: values.code,
      lift: numberOf('lift', values.lift, -1, 10),
    };
  });
}

function ownUrl({ host, port }: Config): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

function urlOf(text: string): string {
  if (!/^https?:\/\/[^/]+/.test(text) || !URL.canParse(text))
    throw new Error(`--url is ${JSON.stringify(text)}, but must be as in http://127.0.0.1:4000`);
  return new URL(text).origin;
}

function numberOf(name: string, text: string, from: number, to: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= from && value <= to))
    throw new Error(`--${name} is ${JSON.stringify(text)}, but must be a number from ${from} to ${to}`);
  return value;
}

function seedOf(text: string): string {
  if (!/^[\w.-]{1,40}$/.test(text))
    throw new Error(
      `--seed is ${JSON.stringify(text)}, but must be 1 to 40 letters, digits, dots, hyphens and underscores`,
    );
  return text;
}
