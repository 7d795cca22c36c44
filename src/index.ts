// `mortar`: what a program makes of Mortar, and the start of it inside that program.

import type { RunningMortar, StartSettings } from './commands/start-mortar.ts';
import type { MortarConfig } from './plugins/program.ts';

export type { RunningMortar, StartSettings } from './commands/start-mortar.ts';
export type { Mail, Mailer } from './mail/mail.ts';
export type { MailParts, MailTemplates } from './mail/post.ts';
export {
  type DomainEvent,
  type DomainEvents,
  type DomainEventType,
  definePlugin,
  type EventHandlers,
  type EventScope,
  type MortarPlugin,
  type PluginParts,
  type PluginRoute,
  type PluginScope,
} from './plugins/plugin.ts';
export { defineMortar, type MortarConfig } from './plugins/program.ts';
export type { PluginRedis } from './plugins/redis.ts';
export type { CaptchaAnswer, CaptchaProvider } from './redis/account/captcha.ts';

/**
 * Starts the API and workers inside this process, as `mortar start` does: with the settings of the environment, and with a Redis of its
 * own if REDIS_URL is not set.
 * @throws Error whose message names what is wrong and what to do.
 */
export async function startMortar(config: MortarConfig = {}, settings: StartSettings = {}): Promise<RunningMortar> {
  // The configuration file imports this one as well, and a worker has no use for the API.
  const { startMortar: start } = await import('./commands/start-mortar.ts');
  return start(config, settings);
}
