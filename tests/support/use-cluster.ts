// Points this test file at the private cluster that the global set-up started.
import { inject } from 'vitest';

process.env.MORTAR_TEST_REDIS_URL = inject('clusterRedisUrl');
