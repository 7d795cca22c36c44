import { useAction } from '../../data.ts';
import { TaxZoneDeleteDocument, type TaxZoneRowFragment, TaxZoneSetDocument } from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { RuleForm } from './rule-form.tsx';

interface TaxesPanelProps {
  zones: readonly TaxZoneRowFragment[];
  onChanged(): void;
}

const fields = [
  { name: 'country', label: 'Country', hint: 'Such as DE', required: true },
  { name: 'label', label: 'Name of the tax', hint: 'Such as VAT', required: true },
  { name: 'percent', label: 'Percent', hint: 'Such as 19, included in the prices', required: true },
] as const;

/** The taxes of each country. Several rates, and taxes on top of the prices, are set through the API. */
export function TaxesPanel({ zones, onChanged }: TaxesPanelProps) {
  const set = useAction(TaxZoneSetDocument);
  const remove = useAction(TaxZoneDeleteDocument);
  return (
    <Panel title="Taxes">
      {zones.length === 0 ? (
        <Empty title="No taxes yet.">Orders have the taxes of the country that they go to.</Empty>
      ) : (
        <Table label="All taxes" headings={['Country', 'Rates', 'In the prices', 'Moves']}>
          {zones.map(({ id, country, included, rates }) => (
            <tr key={id}>
              <td>{country}</td>
              <td>{rates.map(({ label, percent }) => `${label} ${percent} %`).join(', ')}</td>
              <td>{included ? 'Yes' : 'No'}</td>
              <td>
                <ConfirmButton
                  question={`Delete the taxes of ${country}?`}
                  consequence="Orders that go there have no tax then. Earlier orders keep theirs."
                  disabled={remove.busy}
                  onConfirm={() => void remove.run({ input: { country } }).then(onChanged)}
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
        button="Set the tax"
        busy={set.busy}
        problem={set.problem}
        onSet={async ({ country, label, percent }) => {
          const data = await set.run({ input: { country: country.toUpperCase(), rates: [{ label, percent }] } });
          onChanged();
          return data?.taxZoneSet?.userErrors;
        }}
      />
    </Panel>
  );
}
