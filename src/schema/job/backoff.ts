import { jobLimits, type Backoff as StoredBackoff } from '../../redis/job/shapes.ts';
import { builder } from '../base/builder.ts';

const BackoffKind = builder.enumType('BackoffKind', {
  description: 'How the delay before the next attempt grows.',
  values: {
    FIXED: { description: 'The delay is the same each time.' },
    EXPONENTIAL: { description: 'The delay doubles each time.' },
  },
});

export const Backoff = builder.objectRef<StoredBackoff>('Backoff').implement({
  description: 'The delay between attempts.',
  fields: (t) => ({
    kind: t.field({ type: BackoffKind, description: 'How the delay grows.', resolve: ({ kind }) => kind }),
    delayMs: t.exposeInt('delayMs', { description: 'The first delay, in milliseconds.' }),
    maxDelayMs: t.int({
      description: 'The longest delay, in milliseconds.',
      resolve: ({ maxDelayMs }) => maxDelayMs ?? jobLimits.backoffMaxMs,
    }),
    jitter: t.boolean({
      description: 'Whether the delay is a random time up to the computed one.',
      resolve: ({ jitter }) => jitter ?? true,
    }),
  }),
});

export const BackoffInput = builder.inputType('BackoffInput', {
  description: 'The delay between attempts.',
  fields: (t) => ({
    kind: t.field({ type: BackoffKind, required: true, description: 'How the delay grows.' }),
    delayMs: t.int({ required: true, description: 'The first delay, in milliseconds.' }),
    maxDelayMs: t.int({
      description: `The longest delay, in milliseconds. Default: ${jobLimits.backoffMaxMs / 3_600_000} hours.`,
    }),
    jitter: t.boolean({
      description:
        'Whether the delay is a random time up to the computed one, so that retries do not come in waves. Default: true.',
    }),
  }),
});
