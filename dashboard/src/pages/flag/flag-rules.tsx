import { useState } from 'react';
import type { FlagOfPageFragment } from '../../generated/graphql.ts';
import { Panel } from '../../parts/page.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { formatShare } from './flag-state.tsx';
import { operators } from './rule-draft.ts';
import { RulesDialog } from './rules-dialog.tsx';

type Rule = FlagOfPageFragment['rules'][number];

/** The rules of a flag, in the order in which they decide. */
export function FlagRules({ flag, onChanged }: { flag: FlagOfPageFragment; onChanged(): void }) {
  const [changing, setChanging] = useState(false);
  return (
    <Panel
      title="Rules"
      actions={
        <button type="button" onClick={() => setChanging(true)}>
          Edit rules
        </button>
      }
    >
      {changing && <RulesDialog flag={flag} onSaved={onChanged} onClose={() => setChanging(false)} />}
      {flag.rules.length === 0 ? (
        <Empty title="There are no rules.">
          The share above is of all visitors. <a href="/dashboard/docs/flags.html#rules">flags.md</a> describes what
          rules can compare.
        </Empty>
      ) : (
        <Table label="Rules in their order" headings={['#Place', 'If', '#Share', 'Value']}>
          {flag.rules.map((rule, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place
            <tr key={index}>
              <td className="number">{index + 1}</td>
              <td>{rule.conditions.map(inWords).join(' and ')}</td>
              <td className="number">{formatShare(rule.percent)}</td>
              <td>
                <code>{JSON.stringify(rule.value ?? flag.value)}</code>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  );
}

function inWords({ subject, attribute, operator, values }: Rule['conditions'][number]): string {
  return `${attribute ?? subject.toLowerCase()} ${operators[operator]} ${values.join(' or ')}`;
}
