import { useAction } from '../../data.ts';
import { formatCount, formatMoney, formatName } from '../../format.ts';
import { DiscountDeleteDocument, type DiscountRowFragment, DiscountSetDocument } from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { RuleForm, readMoney } from './rule-form.tsx';

interface DiscountsPanelProps {
  discounts: readonly DiscountRowFragment[];
  onChanged(): void;
}

const fields = [
  { name: 'code', label: 'Code', required: true },
  { name: 'label', label: 'Name for the customer', required: true },
  { name: 'off', label: 'Takes off', hint: '10 %, 5.00 EUR, or nothing for free shipping' },
  { name: 'maxUses', label: 'Uses at most', hint: 'Any number if empty' },
] as const;

/** Codes and automatic discounts, with how often each was used. */
export function DiscountsPanel({ discounts, onChanged }: DiscountsPanelProps) {
  const set = useAction(DiscountSetDocument);
  const remove = useAction(DiscountDeleteDocument);
  return (
    <Panel title="Discounts">
      {discounts.length === 0 ? (
        <Empty title="No discounts yet.">Set a code below.</Empty>
      ) : (
        <Table label="All discounts" headings={['Code', 'Name', 'Takes off', '#Uses', 'In use', 'Moves']}>
          {discounts.map((discount) => (
            <tr key={discount.id}>
              <td>{discount.code}</td>
              <td>{discount.label}</td>
              <td>{offOf(discount)}</td>
              <td className="number">
                {formatCount(discount.uses)}
                {discount.maxUses === null ? '' : ` of ${formatCount(discount.maxUses)}`}
              </td>
              <td>{discount.active ? (discount.automatic ? 'By itself' : 'By its code') : 'No'}</td>
              <td>
                <ConfirmButton
                  question={`Delete the discount ${discount.code}?`}
                  consequence="Nobody can use it any more. Orders keep what it took off."
                  disabled={remove.busy}
                  onConfirm={() => void remove.run({ input: { code: discount.code } }).then(onChanged)}
                >
                  Delete
                </ConfirmButton>
              </td>
            </tr>
          ))}
        </Table>
      )}
      {remove.problem && <Problem>{remove.problem}</Problem>}
      <RuleForm
        fields={fields}
        button="Set the discount"
        busy={set.busy}
        problem={set.problem}
        onSet={async ({ code, label, off, maxUses }) => {
          const uses = maxUses === '' ? null : Number(maxUses);
          const data = await set.run({ input: { code, label, ...readOff(off), maxUses: uses } });
          onChanged();
          return data?.discountSet?.userErrors;
        }}
      />
    </Panel>
  );
}

function offOf({ kind, percent, amount }: DiscountRowFragment): string {
  if (amount) return formatMoney(amount);
  return percent === null ? formatName(kind) : `${percent} %`;
}

function readOff(text: string) {
  const [, percent] = /^([\d.]+)\s*%$/.exec(text) ?? [];
  if (percent !== undefined) return { kind: 'PERCENT' as const, percent };
  return text === '' ? { kind: 'FREE_SHIPPING' as const } : { kind: 'AMOUNT' as const, amount: readMoney(text) };
}
