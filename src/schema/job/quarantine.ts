// The jobs of a queue that cannot be read.

import type { QuarantinedJob } from '../../redis/job/quarantine.ts';
import { jobLimits } from '../../redis/job/shapes.ts';
import * as resolve from '../../resolvers/job/quarantine.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { Queue } from './queue.ts';

const QuarantinedJobType = builder.objectRef<QuarantinedJob>('QuarantinedJob').implement({
  description: 'A job that is stored in a way that cannot be read. No worker is given it.',
  fields: (t) => ({
    number: t.exposeString('number', { description: 'Number of the job in its queue.' }),
    reason: t.exposeString('reason', { description: 'What cannot be read.' }),
    at: t.field({ type: 'DateTime', description: 'When it was quarantined.', resolve: ({ at }) => at }),
    record: t.exposeString('record', { description: 'What is stored, cut to 1,000 characters.' }),
  }),
});

builder.objectField(Queue, 'quarantine', (t) =>
  t.field({
    type: [QuarantinedJobType],
    isolated: true,
    authScopes: { role: 'ADMIN' },
    description: `Quarantined jobs, newest first. At most ${jobLimits.quarantinedShown}.`,
    resolve: async ({ name }, _args, { stores }) => [...(await stores.jobQuarantine.list(name))],
  }),
);

const QuarantinedJobsPurgeInput = builder.inputType('QuarantinedJobsPurgeInput', {
  description: 'The quarantined jobs of a queue.',
  fields: (t) => ({
    queue: t.string({ required: true, description: 'Name of the queue.' }),
    limit: t.int({
      description: `Number of jobs, oldest first. Default: ${jobLimits.deadMax}. Range: 1–${jobLimits.deadMax}.`,
    }),
  }),
});

const QuarantinedJobsPurgePayload = payloadType<resolve.PurgedJobs>(
  'QuarantinedJobsPurgePayload',
  'The quarantined jobs of a mutation.',
  (t) => ({
    count: t.exposeInt('count', { description: 'Number of jobs that were deleted.' }),
    queue: t.field({
      type: Queue,
      nullable: true,
      description: 'The queue as it is now. Null if there is none of that name.',
      resolve: ({ queue }) => queue,
    }),
  }),
);

builder.mutationFields((t) => ({
  quarantinedJobsPurge: t.field({
    type: QuarantinedJobsPurgePayload,
    description: 'Deletes quarantined jobs, oldest first.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: QuarantinedJobsPurgeInput,
        required: true,
        description: 'Selects the quarantined jobs to delete, by their queue.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.quarantinedJobsPurge(input, context),
  }),
}));
