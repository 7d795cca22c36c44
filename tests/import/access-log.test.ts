// Lines of an access log as servers and strangers write them.

import { describe, expect, it } from 'vitest';
import { skipReason } from '../../src/import/access-log.ts';
import { detectFormat, formatNamed } from '../../src/import/log-format/formats.ts';

const parseLine = (text: string) => (detectFormat([text]) ?? formatNamed('combined')).open()(text);

const time = '[10/Oct/2025:13:55:36 +0200]';
const good = `203.0.113.7 - bob ${time} "GET /shop HTTP/1.1" 200 2326`;

describe('a line of an access log', () => {
  it.each([
    [good, { address: '203.0.113.7', path: '/shop', status: 200, referrer: null, userAgent: null }],
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

describe('the format of a log is found by its lines', () => {
  const agent = 'Mozilla/5.0 (X11) Firefox/140.0';
  const at = new Date('2025-10-10T11:55:36Z');
  const expected = { address: '203.0.113.7', at, method: 'GET', path: '/shop?a=1', status: 200 };
  const request = '"GET /shop?a=1 HTTP/1.1"';
  const combined = `203.0.113.7 - - ${time} ${request} 200 2326 "https://a.example/" "${agent}"`;

  it.each([
    ['combined', combined, {}],
    ['common', `203.0.113.7 - - ${time} ${request} 200 2326`, { referrer: null, userAgent: null }],
    ['vhost_combined', `shop.example:443 ${combined}`, {}],
    ['vhost_common', `shop.example 203.0.113.7 - - ${time} ${request} 200 2326`, { referrer: null, userAgent: null }],
    ['combined_forwarded', `${combined.replace('203.0.113.7', '10.0.0.1')} "203.0.113.7, 10.0.0.9"`, {}],
    ['combined', `${combined} 7 "shop@docker" "http://10.0.0.3:80" 4ms`, {}],
    [
      'nginx_json',
      JSON.stringify({
        ...{ time_iso8601: '2025-10-10T13:55:36+02:00', remote_addr: '203.0.113.7', request: 'GET /shop?a=1 HTTP/1.1' },
        ...{ status: 200, http_referer: 'https://a.example/', http_user_agent: agent },
      }),
      {},
    ],
    [
      'nginx_json',
      JSON.stringify({
        ...{ msec: '1760097336.000', remote_addr: '10.0.0.1', http_x_forwarded_for: '203.0.113.7' },
        ...{ request_method: 'GET', uri: '/shop', args: 'a=1', status: '200' },
        ...{ http_referer: 'https://a.example/', http_user_agent: agent },
      }),
      {},
    ],
    [
      'caddy',
      JSON.stringify({
        ...{ level: 'info', ts: 1760097336, logger: 'http.log.access', msg: 'handled request', status: 200 },
        request: {
          ...{ remote_ip: '203.0.113.7', client_ip: '203.0.113.7', method: 'GET', host: 'shop', uri: '/shop?a=1' },
          headers: { 'User-Agent': [agent], Referer: ['https://a.example/'] },
        },
      }),
      {},
    ],
    [
      'traefik',
      JSON.stringify({
        ...{ ClientHost: '203.0.113.7', RequestMethod: 'GET', RequestPath: '/shop?a=1', DownstreamStatus: 200 },
        ...{ StartUTC: '2025-10-10T11:55:36.000000000Z', 'request_User-Agent': agent },
        request_Referer: 'https://a.example/',
      }),
      {},
    ],
    [
      'alb',
      `https 2025-10-10T11:55:36.000000Z app/shop/50dc 203.0.113.7:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 ` +
        `"GET https://shop.example:443/shop?a=1 HTTP/1.1" "${agent}" ECDHE TLSv1.2 arn:x "Root=1" "shop" "-" 0 x "forward"`,
      { referrer: null },
    ],
    [
      's3',
      `79a5 bucket ${time} 203.0.113.7 79a5 3E57 WEBSITE.GET.OBJECT shop ${request} 200 - 113 113 7 6 ` +
        `"https://a.example/" "${agent}" - hostid SigV4 ECDHE AuthHeader shop TLSV1.2`,
      {},
    ],
    [
      'haproxy',
      'Oct 10 11:55:36 lb haproxy[14389]: 203.0.113.7:33317 [10/Oct/2025:11:55:36.000] in static/srv1 10/0/30/69/109 200 ' +
        `2750 - - ---- 1/1/1/1/0 0/0 {shop.example} {} ${request}`,
      { referrer: null, userAgent: null },
    ],
  ])('%s: %s', (name, text, more) => {
    const format = detectFormat([text]);
    expect(format?.name).toBe(name);
    const parts = { referrer: 'https://a.example/', userAgent: agent, ...more };
    expect(format?.open()(text)).toEqual({ ...expected, ...parts });
  });

  it.each([
    [
      'iis',
      [
        '#Software: Microsoft Internet Information Services 10.0',
        '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status',
        '2025-10-10 11:55:36 10.0.0.1 GET /shop a=1 443 - 203.0.113.7 Mozilla/5.0+(X11)+Firefox/140.0 https://a.example/ 200',
      ],
    ],
    [
      'cloudfront',
      [
        '#Version: 1.0',
        '#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query',
        '2025-10-10\t11:55:36\tLAX1\t2390\t203.0.113.7\tGET\td.cloudfront.net\t/shop\t200\thttps://a.example/\tMozilla/5.0%2520(X11)%2520Firefox/140.0\ta=1',
      ],
    ],
  ])('%s, whose heading names the fields', (name, lines) => {
    const format = detectFormat(lines);
    expect(format?.name).toBe(name);
    const read = format?.open();
    expect(lines.map((line) => read?.(line)).filter(Boolean)).toEqual([
      { ...expected, referrer: 'https://a.example/', userAgent: agent },
    ]);
  });

  it.each([
    ['shop.example:443', 'https://shop.example/a', null],
    ['shop.example', 'https://www.Shop.example:8443/', null],
    ['www.shop.example', 'http://shop.example', null],
    ['shop.example', 'https://blog.shop.example/', 'https://blog.shop.example/'],
    ['shop.example', 'https://shop.example.net/', 'https://shop.example.net/'],
  ])('a line of %s with the referrer %s has the referrer %j', (host, referrer, expected) => {
    const line = combined.replace('https://a.example/', referrer);
    expect(parseLine(`${host} ${line}`)).toMatchObject({ referrer: expected });
    const caddy = { host, method: 'GET', uri: '/', remote_ip: '203.0.113.7', headers: { Referer: [referrer] } };
    expect(parseLine(JSON.stringify({ ts: 1760097336, status: 200, request: caddy }))?.referrer).toBe(expected);
  });

  it('a host before the line is no visitor, and lines of no format have none', () => {
    expect(parseLine(`shop.example:443 ${combined}`)).toMatchObject({ address: '203.0.113.7' });
    expect(detectFormat(['hello', 'world'])).toBeNull();
  });
});

describe('a log_format of nginx', () => {
  const format =
    '$remote_addr [$time_local] $host "$request" $status $request_time s "$http_user_agent" $http_x_forwarded_for';
  it('reads its lines', () => {
    const read = formatNamed(format).open();
    expect(read(`10.0.0.1 ${time} shop "GET /a HTTP/2.0" 404 0.01 s "Agent \\x22x\\x22" 203.0.113.7`)).toMatchObject({
      ...{ address: '203.0.113.7', path: '/a', status: 404, userAgent: 'Agent \\x22x\\x22' },
    });
    expect(read(`10.0.0.1 ${time} shop "GET /a HTTP/2.0" 404 0.01 s "Agent" -`)).toMatchObject({ address: '10.0.0.1' });
    expect(read(good)).toBeNull();
  });
  it.each([
    ['$remote_addr $status $request', /\$time_local/],
    ['$remote_addr$status $time_local "$request"', /nothing between/],
    ['combinde', /Formats: .*combined/],
  ])('is refused if it lacks something: %s', (wrong, message) => {
    expect(() => formatNamed(wrong)).toThrow(message);
  });
});

it('what programs, players and crawlers fetch is no page', () => {
  const reasonOf = (path: string) => skipReason({ ...(parseLine(good) as never as object), path } as never);
  for (const path of ['/robots.txt', '/sitemap.xml', '/a.mp4', '/a.zip?x=1', '/data.json', '/a.PNG'])
    expect(reasonOf(path), path).toBe('asset');
  for (const path of ['/', '/shop', '/a.html', '/manual.pdf', '/v1.2/docs']) expect(reasonOf(path), path).toBeNull();
});
