import { useAction } from '../../data.ts';
import { formatMoney } from '../../format.ts';
import {
  ShippingMethodDeleteDocument,
  type ShippingMethodRowFragment,
  ShippingMethodSetDocument,
} from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { RuleForm, readMoney } from './rule-form.tsx';

interface ShippingPanelProps {
  methods: readonly ShippingMethodRowFragment[];
  onChanged(): void;
}

const fields = [
  { name: 'name', label: 'Name of the method', hint: 'Such as parcel', required: true },
  { name: 'label', label: 'Name for the shopper', required: true },
  { name: 'price', label: 'Price', hint: 'Such as 4.90 EUR', required: true },
  { name: 'countries', label: 'Countries', hint: 'DE, AT; everywhere if empty' },
] as const;

/** How goods are sent, and what that costs. Rates by weight or total are set through the API. */
export function ShippingPanel({ methods, onChanged }: ShippingPanelProps) {
  const set = useAction(ShippingMethodSetDocument);
  const remove = useAction(ShippingMethodDeleteDocument);
  return (
    <Panel title="Shipping methods">
      {methods.length === 0 ? (
        <Empty title="No shipping methods yet.">Once there is one, every checkout has to choose.</Empty>
      ) : (
        <Table label="All shipping methods" headings={['Method', 'Name', 'Countries', 'Prices', 'Moves']}>
          {methods.map(({ id, name, label, countries, rates }) => (
            <tr key={id}>
              <td>{name}</td>
              <td>{label}</td>
              <td>{countries.length === 0 ? 'All' : countries.join(', ')}</td>
              <td>{rates.map(({ price }) => formatMoney(price)).join(', ')}</td>
              <td>
                <ConfirmButton
                  question={`Delete the shipping method ${name}?`}
                  consequence="Nobody can choose it any more. Orders keep what they paid for it."
                  disabled={remove.busy}
                  onConfirm={() => void remove.run({ input: { name } }).then(onChanged)}
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
        button="Set the method"
        busy={set.busy}
        problem={set.problem}
        onSet={async ({ name, label, price, countries }) => {
          const input = { name, label, rates: [{ price: readMoney(price) }], countries: countries.match(/\w+/g) ?? [] };
          const data = await set.run({ input });
          onChanged();
          return data?.shippingMethodSet?.userErrors;
        }}
      />
    </Panel>
  );
}
