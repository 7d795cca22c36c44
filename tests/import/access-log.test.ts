// Lines of an access log as servers and strangers write them.

import { describe, expect, it } from 'vitest';
import { parseLine } from '../../src/import/access-log.ts';
import { longestLine } from '../../src/import/lines.ts';

const time = '[10/Oct/2025:13:55:36 +0200]';
const good = `203.0.113.7 - bob ${time} "GET /shop HTTP/1.1" 200 2326`;

describe('a line of an access log', () => {
  it.each([
    [good, { address: '203.0.113.7', path: '/shop', status: 200, referrer: null, userAgent: '' }],
    [`${good} "https://a.example/" "Agent \\"x\\""`, { referrer: 'https://a.example/', userAgent: 'Agent \\"x\\"' }],
    [`${good} "-" "Agent" 0.004 "more"`, { referrer: null, userAgent: 'Agent' }],
    [`${good}  `, { path: '/shop' }],
    [`::1 - a [strange] name ${time} "GET / HTTP/2" 304 -`, { address: '::1', status: 304 }],
  ])('is read: %s', (text, expected) => {
    expect(parseLine(text)).toMatchObject({ method: 'GET', at: new Date('2025-10-10T11:55:36Z'), ...expected });
  });

  it.each([
    '',
    '203.0.113.7 - bob [10/Oct/2025] "GET / HTTP/1.1" 200 1',
    `203.0.113.7 - bob ${time} "GET / HTTP/1.1" 200 1 "half`,
    `203.0.113.7 - bob ${time} "GET /" 20 1`,
    `${good}${' '.repeat(longestLine)}`,
  ])('is none: %s', (text) => {
    expect(parseLine(text)).toBeNull();
  });

  it.each([
    ['brackets', `203.0.113.7 - ${'['.repeat(60_000)}`],
    ['times', `203.0.113.7 - ${`${time} "`.repeat(2_000)}`],
    ['quotes', `203.0.113.7 - bob ${time} ${'"\\"'.repeat(20_000)}`],
    ['blanks', `${good}${' '.repeat(60_000)}\u2028x`],
    ['digits', `203.0.113.7 - bob ${time} "GET / HTTP/1.1" 200 ${'1'.repeat(60_000)}x`],
    ['words', `${'a '.repeat(30_000)}`],
  ])('that is hard to read takes no longer than its length asks for: %s', (_name, text) => {
    // Of what grows with the square, a hundred such lines would take minutes and run into the time-out of the test.
    for (let time = 0; time < 100; time += 1) expect(parseLine(text)).toBeNull();
  });
});
