// What a user agent tells, and no more than is counted: whether it is a program, which kind of device, which browser.

import { isbot } from 'isbot';

export type BotReason = 'bot' | 'headless' | 'library' | 'no_user_agent';

/** Why the sender is no person; null where it may be one. */
export function botReason(userAgent: string): BotReason | null {
  if (userAgent === '' || userAgent === '-') return 'no_user_agent';
  if (/headless|phantomjs|puppeteer|playwright|selenium/i.test(userAgent)) return 'headless';
  if (
    /^(curl|wget|python|java|go-http|okhttp|axios|node|undici|ruby|perl|libwww|php|apache-httpclient)/i.test(userAgent)
  )
    return 'library';
  return isbot(userAgent) ? 'bot' : null;
}

/**
 * The user agent of a visitor from that of the sender. A browser's, or a bot's, is the visitor's own; an HTTP library is a
 * server that speaks for its visitors, of whose agents nothing is known here.
 */
export function agentOf(sender: string): string | null {
  return ['library', 'no_user_agent'].includes(botReason(sender) ?? '') ? null : sender;
}

export function deviceOf(userAgent: string): string {
  if (/ipad|tablet|kindle|silk|playbook|android(?!.*mobile)/i.test(userAgent)) return 'Tablet';
  if (/mobi|iphone|ipod|android|windows phone|blackberry|opera mini/i.test(userAgent)) return 'Mobile';
  return 'Desktop';
}

// In this order, since most browsers name the ones they descend from as well.
const browsers: readonly (readonly [RegExp, string])[] = [
  [/edg(e|a|ios)?\//i, 'Edge'],
  [/opr\/|opera/i, 'Opera'],
  [/samsungbrowser/i, 'Samsung Internet'],
  [/yabrowser/i, 'Yandex'],
  [/vivaldi/i, 'Vivaldi'],
  [/firefox|fxios/i, 'Firefox'],
  [/chromium/i, 'Chromium'],
  [/chrome|crios/i, 'Chrome'],
  [/msie|trident/i, 'Internet Explorer'],
  [/safari/i, 'Safari'],
];

export function browserOf(userAgent: string): string {
  return browsers.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'Other';
}
