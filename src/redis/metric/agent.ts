// What a user agent tells of its sender: whether it is a program, and whose agent it is. recogniser.ts has what is counted of it.

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
 * The user agent of a visitor from that of the sender. A browser's, or a bot's, is the visitor's own. An HTTP library is a
 * server that sends on behalf of visitors, whose agents only their events name.
 */
export function agentOf(sender: string): string | null {
  return ['library', 'no_user_agent'].includes(botReason(sender) ?? '') ? null : sender;
}
