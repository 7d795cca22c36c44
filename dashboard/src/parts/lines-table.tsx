import { formatCount, formatMoney, type Money } from '../format.ts';
import { Table } from './table.tsx';

interface Line {
  sku: string;
  name: string;
  quantity: number;
  unitPrice: Money;
  total: Money;
}

/** The lines of a cart or an order, and their sum. */
export function LinesTable({ label, lines, total }: { label: string; lines: readonly Line[]; total: Money }) {
  return (
    <Table label={label} headings={['Product', '#Quantity', '#Each', '#Total']}>
      {lines.map((line) => (
        <tr key={line.sku}>
          <td>
            {line.name} <span className="muted">{line.sku}</span>
          </td>
          <td className="number">{formatCount(line.quantity)}</td>
          <td className="number">{formatMoney(line.unitPrice)}</td>
          <td className="number">{formatMoney(line.total)}</td>
        </tr>
      ))}
      <tr className="sum">
        <th scope="row">Total</th>
        <td className="number">{formatCount(lines.reduce((sum, { quantity }) => sum + quantity, 0))}</td>
        <td />
        <td className="number">{formatMoney(total)}</td>
      </tr>
    </Table>
  );
}
