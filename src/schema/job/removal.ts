import { encodeGlobalID } from '@pothos/plugin-relay';
import * as resolve from '../../resolvers/job/queue.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { Queue } from './queue.ts';

const QueueDeleteInput = builder.inputType('QueueDeleteInput', {
  description: 'The queue to delete.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the queue.' }),
    withJobs: t.boolean({
      description:
        'Whether to delete the queue also if it has jobs that are not finished, dead or quarantined jobs, or schedules. They are deleted with it. Default: false.',
    }),
  }),
});

const QueueDeletePayload = payloadType<resolve.QueueDeletion>(
  'QueueDeletePayload',
  'The queue that was deleted.',
  (t) => ({
    deletedId: t.id({
      nullable: true,
      description: 'The id of the deleted queue, to remove it from a cache. Null if it was not deleted.',
      resolve: ({ deleted }) => deleted && encodeGlobalID('Queue', deleted),
    }),
    done: t.exposeBoolean('done', {
      description:
        'Whether all of the queue is gone. False without user errors means that the jobs are gone and keys are left: repeat the mutation.',
    }),
    queue: t.field({
      type: Queue,
      nullable: true,
      description: 'The queue as it is now. Null if there is none of that name.',
      resolve: ({ queue }) => queue,
    }),
  }),
);

builder.mutationFields((t) => ({
  queueDelete: t.field({
    type: QueueDeletePayload,
    description:
      'Deletes a queue with its finished jobs and events. Fails with `ILLEGAL_STATE` if it has other jobs or schedules and `withJobs` is not true. Workers that hold jobs of it lose their leases. The next job of this name makes a new queue.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: QueueDeleteInput,
        required: true,
        description: 'The queue to delete, and whether its jobs go with it.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.queueDelete(input, context),
  }),
}));
