// Operation names as long as a document may be, a new one each time.

import { type Attack, inLanes, postAndCount } from '../attack.ts';

export const attack: Attack = {
  about: 'Sends queries whose operation names are new each time, up to 400 kB long.',
  run: (context) => {
    let serial = 0;
    return inLanes(8, context, () => {
      const length = context.random.chance(0.1) ? 400_000 : 50;
      const name = `Attack${serial++}${'x'.repeat(length)}`;
      return postAndCount(context, JSON.stringify({ query: `query ${name} { __typename }` }));
    });
  },
};
