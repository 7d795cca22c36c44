// `mortar/testing`: a private Mortar with a private Redis for a test, and the cases that a payment provider and a mailer must pass.

import { randomUUID } from 'node:crypto';
import type { RunningMortar } from './commands/start-mortar.ts';
import { startMemoryRedis } from './embedded-redis/embedded-redis.ts';
import type { MortarConfig } from './plugins/program.ts';
import type { Role } from './redis/session/role.ts';

export { type ArrivedMail, type MailerBench, type MailerCase, mailerCases } from './mail/mailer-cases.ts';
export {
  type PaymentProviderBench,
  type PaymentProviderCase,
  paymentProviderCases,
} from './redis/payment/provider-cases.ts';

export interface TestMortar extends RunningMortar {
  /** Makes an account with these roles, and returns a token that acts as it: `Authorization: Bearer <token>`. */
  token(...roles: readonly Role[]): Promise<string>;
}

/**
 * Opens a Mortar on a free port, with workers, without sample data, and with a Redis that forgets everything at its end.
 * @param env settings beside these.
 */
export async function openTestMortar(config: MortarConfig = {}, env: NodeJS.ProcessEnv = {}): Promise<TestMortar> {
  const redis = await startMemoryRedis();
  try {
    const { startMortar } = await import('./commands/start-mortar.ts');
    const quiet = { PORT: '0', LOG_LEVEL: 'silent', MORTAR_DEMO: '0' };
    const mortar = await startMortar(config, { env: { ...quiet, ...env, REDIS_URL: redis.url } });
    const close = async (): Promise<void> => {
      await mortar.close();
      await redis.stop();
    };
    return { ...mortar, close, token: (...roles) => issueToken(mortar, roles) };
  } catch (error) {
    await redis.stop();
    throw error;
  }
}

async function issueToken({ stores }: RunningMortar, roles: readonly Role[]): Promise<string> {
  const email = `${randomUUID()}@example.com`;
  const { id } = await stores.accounts.create({ email, password: randomUUID(), roles });
  const client = { ipAddress: '127.0.0.1', userAgent: 'test' };
  const issued = await stores.sessions.start({ userId: id, transport: 'BEARER', client });
  if (!issued) throw new Error('The account got no session');
  return issued.token;
}
