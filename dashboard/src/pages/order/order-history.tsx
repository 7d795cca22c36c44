import { formatMoment, formatName } from '../../format.ts';
import type { OrderViewFragment } from '../../generated/graphql.ts';

/** Each move of an order, the oldest first, with its note. */
export function OrderHistory({ history }: Pick<OrderViewFragment, 'history'>) {
  return (
    <ol className="history">
      {history.map(({ state, at, note }) => (
        <li key={`${state} ${at} ${note}`}>
          {formatName(state)} <span className="muted">{formatMoment(at)}</span> {note}
        </li>
      ))}
    </ol>
  );
}
