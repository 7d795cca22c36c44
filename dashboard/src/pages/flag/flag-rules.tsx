import type { FlagOfPageFragment } from '../../generated/graphql.ts';
import { Panel } from '../../parts/page.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { formatShare } from './flag-state.tsx';

type Rule = FlagOfPageFragment['rules'][number];

const words: Record<Rule['conditions'][number]['operator'], string> = {
  IN: 'is',
  NOT_IN: 'is not',
  STARTS_WITH: 'starts with',
  AT_LEAST: 'is at least',
  LESS_THAN: 'is less than',
};

/** The rules of a flag, in the order in which they decide. */
export function FlagRules({ flag }: { flag: FlagOfPageFragment }) {
  return (
    <Panel title="Rules">
      {flag.rules.length === 0 ? (
        <Empty title="There are no rules.">
          The share above is of all visitors. <a href="/dashboard/docs/flags.html#rules">flags.md</a> shows how to set
          rules.
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
  return `${attribute ?? subject.toLowerCase()} ${words[operator]} ${values.join(' or ')}`;
}
