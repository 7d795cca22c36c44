import type { ReactNode } from 'react';
import type { TypedDocumentNode } from 'urql';
import { useAction } from '../../data.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import type { FieldProblem } from '../../problem.ts';
import { type RuleField, RuleForm, type RuleValues } from './rule-form.tsx';

type Answers = Readonly<Record<string, { readonly userErrors: readonly FieldProblem[] } | null>>;

/** What the rules of a kind are, as far as they differ from those of another. */
export interface RuleKind<Rule, Name extends string, RateName extends string, Input, Key> {
  readonly title: string;
  readonly tableLabel: string;
  readonly none: { readonly title: string; readonly words: string };
  /** Headings as in a table, each with what stands below it. */
  readonly columns: Readonly<Record<string, (rule: Rule) => ReactNode>>;
  readonly fields: readonly RuleField<Name>[];
  readonly rateFields: readonly RuleField<RateName>[];
  readonly button: string;
  readonly setDocument: TypedDocumentNode<Answers, { input: Input }>;
  readonly deleteDocument: TypedDocumentNode<Answers, { input: Key }>;
  inputOf(values: RuleValues<Name>, rates: readonly RuleValues<RateName>[]): Input;
  keyOf(rule: Rule): Key;
  /** With its kind, such as `the discount SPRING`. */
  nameOf(rule: Rule): string;
  /** What follows if one is deleted. */
  readonly consequence: string;
}

interface RulesPanelProps<Rule, Name extends string, RateName extends string, Input, Key> {
  kind: RuleKind<Rule, Name, RateName, Input, Key>;
  rules: readonly Rule[];
  onChanged(): void;
}

/** The rules of one kind, and a form that sets one. */
export function RulesPanel<Rule extends { id: string }, Name extends string, RateName extends string, Input, Key>({
  kind,
  rules,
  onChanged,
}: RulesPanelProps<Rule, Name, RateName, Input, Key>) {
  const set = useAction(kind.setDocument);
  const remove = useAction(kind.deleteDocument);
  const columns = Object.entries(kind.columns);
  return (
    <Panel title={kind.title}>
      {rules.length === 0 ? (
        <Empty title={kind.none.title}>{kind.none.words}</Empty>
      ) : (
        <Table label={kind.tableLabel} headings={[...Object.keys(kind.columns), '']}>
          {rules.map((rule) => (
            <tr key={rule.id}>
              {columns.map(([heading, cellOf]) => (
                <td key={heading} className={heading.startsWith('#') ? 'number' : undefined}>
                  {cellOf(rule)}
                </td>
              ))}
              <td className="buttons">
                <ConfirmButton
                  question={`Delete ${kind.nameOf(rule)}?`}
                  consequence={kind.consequence}
                  disabled={remove.busy}
                  onConfirm={() => void remove.run({ input: kind.keyOf(rule) }).then(onChanged)}
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
        fields={kind.fields}
        rateFields={kind.rateFields}
        button={kind.button}
        busy={set.busy}
        problem={set.problem}
        onSet={async (values, rates) => {
          const data = await set.run({ input: kind.inputOf(values, rates) });
          onChanged();
          return data && Object.values(data).flatMap((payload) => payload?.userErrors ?? []);
        }}
      />
    </Panel>
  );
}
