// The people, and the programs among them: what stays the same of one from visit to visit.

import { Random } from './random.ts';

export interface Shopper {
  readonly visitorId: string;
  /** Of 198.18.0.0/15, which is kept for tests of networks. */
  readonly address: string;
  readonly userAgent: string;
  readonly country: string;
  /** A crawler, which looks at pages and buys nothing. */
  readonly program: boolean;
}

const programShare = 0.06;

const browsers: readonly (readonly [string, number])[] = [
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    30,
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    25,
  ],
  [
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    20,
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
    10,
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0', 7],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
    6,
  ],
  [
    'Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/604.1',
    2,
  ],
];

const programs: readonly string[] = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36',
];

const countries: readonly (readonly [string, number])[] = [
  ['DE', 28],
  ['FR', 14],
  ['NL', 12],
  ['AT', 9],
  ['GB', 9],
  ['IT', 8],
  ['ES', 7],
  ['PL', 5],
  ['SE', 4],
  ['US', 4],
];

/** The same seed and number are the same shopper, in every run. */
export function shopperOf(seed: string, number: number): Shopper {
  const random = new Random(`${seed} shopper ${number}`);
  const program = random.chance(programShare);
  const host = random.below(2 ** 17);
  return {
    visitorId: `sim-${seed}-${number}`,
    address: `198.${18 + (host >> 16)}.${(host >> 8) & 255}.${host & 255}`,
    userAgent: program ? random.pick(programs) : random.weighted(browsers),
    country: random.weighted(countries),
    program,
  };
}
