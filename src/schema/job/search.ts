import type { FoundJobs } from '../../redis/job/search.ts';
import { jobLimits } from '../../redis/job/shapes.ts';
import * as resolve from '../../resolvers/job/job.ts';
import { builder } from '../base/builder.ts';
import { Job, JobSort, JobState } from './job.ts';
import { Queue } from './queue.ts';

const { examined, found, textLength } = jobLimits.search;

const JobSearchResult = builder.objectRef<FoundJobs>('JobSearchResult').implement({
  description: 'The jobs that a search found.',
  fields: (t) => ({
    jobs: t.field({
      type: [Job],
      complexity: { multiplier: found },
      description: `The first jobs that match, in the order of the list. At most ${found}.`,
      resolve: ({ jobs }) => [...jobs],
    }),
    examined: t.exposeInt('examined', {
      description: `Number of jobs that the search looked at. At most ${examined.toLocaleString('en')}.`,
    }),
    complete: t.exposeBoolean('complete', { description: 'Whether the search looked at all jobs in the state.' }),
  }),
});

builder.objectField(Queue, 'search', (t) =>
  t.field({
    type: JobSearchResult,
    isolated: true,
    complexity: 100,
    authScopes: { role: 'ADMIN' },
    description:
      'Finds jobs in one state by a text in their id, name, idempotency key, worker, payload, result or errors. Upper and lower case are the same.',
    args: {
      text: t.arg.string({ required: true, description: `The text to find. Range: 1–${textLength} characters.` }),
      state: t.arg({
        type: JobState,
        defaultValue: 'WAITING',
        description: 'The state of the jobs. Default: WAITING.',
      }),
      sort: t.arg({
        type: JobSort,
        description: 'The order in which the search looks at the jobs. Default: as for `jobs`.',
      }),
    },
    resolve: ({ name }, args, context) => resolve.searchQueue(name, args, context),
  }),
);
