// The whole schema: each subject registers its types by being imported here.

import './scalars.ts';
import './payload.ts';
import './money.ts';
import './session.ts';
import './account.ts';
import './session-mutation.ts';
import './catalogue.ts';
import './cart.ts';
import './order.ts';
import './metric.ts';
import './metric-visitor.ts';
import './metric-event.ts';
import './queue.ts';
import './rate-limit.ts';
import './experiment.ts';
import './job.ts';
import './job-lease.ts';
import './cache.ts';
import './message.ts';
import './message-topic.ts';
import './service.ts';
import { builder } from './builder.ts';

export const schema = builder.toSchema();
