// The history of what has states: of orders, fulfilments and returns.

import type { OutputRef } from '@pothos/core';
import { builder } from '../base/builder.ts';

interface StateEvent {
  readonly state: string;
  readonly at: Date;
  readonly note: string | null;
}

/** @param of whose state changes, such as `an order’s state`. */
export function eventType(name: string, of: string, state: OutputRef<string>) {
  return builder.objectRef<StateEvent>(name).implement({
    description: `A change of ${of}.`,
    fields: (t) => ({
      state: t.field({ type: state, description: 'The state after the change.', resolve: (event) => event.state }),
      at: t.field({ type: 'DateTime', description: 'When the state changed.', resolve: (event) => event.at }),
      note: t.exposeString('note', {
        nullable: true,
        description: 'The note that was given with the change. Null if there was none.',
      }),
    }),
  });
}
