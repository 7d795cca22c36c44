// A flood of distinct documents that fail validation, 11 kB each.

import { type Attack, inLanes, postAndCount } from '../attack.ts';

const fieldsPerDocument = 600;

export const attack: Attack = {
  about: 'Sends distinct documents of 11 kB that fail validation, as fast as they are answered.',
  run: (context) => {
    let serial = 0;
    return inLanes(16, context, () => {
      const fields = Array.from({ length: fieldsPerDocument }, (_, index) => `nothing${serial}x${index}`).join(' ');
      serial++;
      return postAndCount(context, JSON.stringify({ query: `{ ${fields} }` }));
    });
  },
};
