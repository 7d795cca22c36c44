// What every connection has beside its page.

import type { Page } from '../../resolvers/base/page.ts';
import { builder } from './builder.ts';

/** Gives the connections that are declared on a builder, and those that it has, their number of objects. */
export function addTotalCount(on: typeof builder): void {
  on.globalConnectionField('totalCount', (t) =>
    t.field({
      type: 'SafeInt',
      nullable: true,
      complexity: 5,
      description:
        'The number of objects in the whole list, counted only if this field is selected. Null if there are more than Mortar counts.',
      resolve: (connection) => (connection as unknown as Page<unknown>).totalCount(),
    }),
  );
}

addTotalCount(builder);
