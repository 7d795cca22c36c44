// MORTAR_TEST_REDIS names the redis-server or valkey-server that every server of the tests runs, as if it came first on PATH.

import { delimiter, dirname, resolve } from 'node:path';

const program = process.env.MORTAR_TEST_REDIS;
if (program) process.env.PATH = [dirname(resolve(program)), process.env.PATH].join(delimiter);
