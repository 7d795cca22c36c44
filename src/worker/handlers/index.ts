// Every job that Mortar's own worker can run.

import type { Handler } from '../handler.ts';
import { demoCountdown } from './demo-countdown.ts';

export const handlers: readonly Handler[] = [demoCountdown];
