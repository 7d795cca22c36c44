import type { OrderPiecesFragment } from '../../generated/graphql.ts';

/** `2 × Mug, 1 × Pen` */
export function PiecesList({ lines }: { lines: readonly OrderPiecesFragment[] }) {
  return lines.map(({ line, quantity }) => `${quantity} × ${line.name}`).join(', ');
}
