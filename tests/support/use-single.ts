// Points this test file at the private server that the global set-up started.
import { inject } from 'vitest';

process.env.MORTAR_TEST_REDIS_URL ??= inject('singleRedisUrl');
