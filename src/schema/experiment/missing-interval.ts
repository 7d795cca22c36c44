// Why an interval of an experiment is null.

import type { MissingInterval as MissingIntervalShape } from '../../resolvers/experiment/comparison.ts';
import { builder } from '../base/builder.ts';

const missingIntervals: Record<MissingIntervalShape, { readonly description: string }> = {
  FIRST_VARIANT: { description: 'The first variant is compared with nothing.' },
  TOO_FEW_EXPOSURES: { description: 'One of the two variants has fewer than 100 exposures.' },
  TOO_FEW_CONVERSIONS: {
    description:
      'At their common rate, one of the two variants expects fewer than 5 conversions, or fewer than 5 visitors without one. ' +
      'For amounts: fewer than 20 visitors have one, or no amount differs from another.',
  },
  FIRST_MAY_BE_ZERO: {
    description:
      'The first variant may be 0, so that no number limits the lift. The interval of the difference exists.',
  },
};

export const MissingInterval = builder.enumType('MissingInterval', {
  description: 'Why the interval of a lift is null.',
  values: missingIntervals,
});
