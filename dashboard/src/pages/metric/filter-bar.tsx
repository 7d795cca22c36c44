import { useState } from 'react';
import type { Asked } from './asked.ts';
import { FilterDialog } from './filter-dialog.tsx';
import { type Condition, conditionsAtMost, fieldRule } from './visit-filter.ts';

/** The conditions that visits of the page meet, each of which can be changed, negated and removed. */
export function FilterBar(asked: Asked) {
  const { conditions, change } = asked.filtering;
  /** The place of the condition in the form; behind the last for a new one. */
  const [place, setPlace] = useState<number>();
  const put = (index: number, ...next: readonly Condition[]) => change(conditions.toSpliced(index, 1, ...next));
  return (
    <section className="actions" aria-label="Filters">
      <ul className="chips" aria-live="polite">
        {conditions.map((condition, index) => (
          <Chip
            key={wordsOf(condition)}
            condition={condition}
            onOpen={() => setPlace(index)}
            onNegate={() => put(index, { ...condition, negated: !condition.negated })}
            onRemove={() => put(index)}
          />
        ))}
      </ul>
      {conditions.length < conditionsAtMost && (
        <button type="button" onClick={() => setPlace(conditions.length)}>
          Add filter
        </button>
      )}
      {conditions.length > 1 && (
        <button type="button" className="quiet" onClick={() => change([])}>
          Remove all filters
        </button>
      )}
      {place !== undefined && (
        <FilterDialog
          {...asked}
          condition={conditions[place]}
          onSave={(condition) => put(place, condition)}
          onClose={() => setPlace(undefined)}
        />
      )}
    </section>
  );
}

interface ChipProps {
  condition: Condition;
  onOpen(): void;
  onNegate(): void;
  onRemove(): void;
}

function Chip({ condition, onOpen, onNegate, onRemove }: ChipProps) {
  const words = wordsOf(condition);
  const { negated, values } = condition;
  return (
    <li className="chip">
      <button type="button" title="Change the filter" aria-label={`${words}, change`} onClick={onOpen}>
        {nameOf(condition)}
      </button>
      <button
        type="button"
        className="chip-operator"
        title={negated ? 'Show visits with it' : 'Show visits without it'}
        aria-label={`${words}, ${negated ? 'show visits with it' : 'show visits without it'}`}
        onClick={onNegate}
      >
        {negated ? 'is not' : 'is'}
      </button>
      <button
        type="button"
        className="chip-values"
        aria-hidden
        tabIndex={-1}
        title={values.join(' or ')}
        onClick={onOpen}
      >
        {values.join(' or ')}
      </button>
      <button type="button" title="Remove the filter" aria-label={`${words}, remove`} onClick={onRemove}>
        ×
      </button>
    </li>
  );
}

function nameOf({ field, name }: Condition): string {
  return name ?? fieldRule(field).label;
}

function wordsOf(condition: Condition): string {
  return `${nameOf(condition)} ${condition.negated ? 'is not' : 'is'} ${condition.values.join(' or ')}`;
}
