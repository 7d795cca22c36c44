// Which visits a number is about.

import type { PeriodShift as PeriodShiftName } from '../../redis/metric/metric.ts';
import {
  type VisitField,
  type VisitFilter as VisitFilterValue,
  visitFields,
  visitFilterLimits,
} from '../../redis/metric/visit/filter.ts';
import type { TopOrder as TopOrderName } from '../../redis/metric/visit/top.ts';
import { builder } from '../base/builder.ts';

const PropertyCondition = builder.inputType('PropertyCondition', {
  description: 'A condition on a property of the events of a visit.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the property, as in `properties` of an event.' }),
    values: t.stringList({ required: true, description: 'Values of which the property has one.' }),
  }),
});

const VariantCondition = builder.inputType('VariantCondition', {
  description: 'A condition on the variant of an experiment that the visitor was shown.',
  fields: (t) => ({
    experiment: t.string({ required: true, description: 'Key of the experiment.' }),
    variants: t.stringList({ required: true, description: 'Keys of variants of which the visitor was shown one.' }),
  }),
});

export const VisitFilter = builder.inputRef<VisitFilterValue, false>('VisitFilter');

type Fields = ReturnType<Parameters<typeof VisitFilter.implement>[0]['fields']>;

VisitFilter.implement({
  description:
    'Selects visits. All fields that are given must hold. A list holds if one of its values does; a value that ends with `*` stands for all ' +
    `that begin with the text before it. At most ${visitFilterLimits.nodes} parts, ${visitFilterLimits.depth} levels deep.`,
  fields: (t) => {
    const lists = Object.entries(visitFields).map(([field, { description }]) => [field, t.stringList({ description })]);
    return {
      ...(Object.fromEntries(lists) as Record<VisitField, Fields[VisitField]>),
      property: t.field({ type: PropertyCondition, description: 'Property of an event of the visit.' }),
      goal: t.stringList({
        description:
          'Name of a goal of the site that the visit reached, by what the goal is now. Visits of before it was made count, too.',
      }),
      variant: t.field({
        type: VariantCondition,
        description: 'Variant of an experiment that the visitor was shown, at any time.',
      }),
      and: t.field({ type: [VisitFilter], description: 'Filters that must all hold.' }),
      or: t.field({ type: [VisitFilter], description: 'Filters of which one must hold.' }),
      not: t.field({ type: VisitFilter, description: 'Filter that must not hold.' }),
    } as Fields;
  },
});

export const filterDescription =
  'Counts only visits that the filter selects. Numbers are then exact. They are null before `Metrics.completeFrom.funnels`, from when ' +
  'visits are kept.';

export const PeriodShift = builder.enumType('PeriodShift', {
  description: 'Another period that a period is compared with.',
  values: {
    PERIOD: { description: 'As many days, directly before.' },
    YEAR: { description: 'The same days a year before. The 29th of February is compared with the 1st of March.' },
  } as const satisfies Record<PeriodShiftName, object>,
});

/** @param zone which time zone has the days, and what else its argument is for. */
export const shiftDescription = (zone: string): string =>
  `Returns the numbers of the period that this one is compared with. It is moved by whole days ${zone}, also if the clocks were changed in ` +
  'between. Numbers that Mortar no longer has are null.';

export const TopOrder = builder.enumType('TopOrder', {
  description: 'Order of a top list.',
  values: {
    VIEWS: { description: 'By number of page views or events with the value.' },
    VISITORS: { description: 'By number of visitors with the value.' },
    REVENUE: { description: 'By revenue of the visits with the value, in the currency with the most revenue.' },
    CONVERSION_RATE: { description: 'By share of the visitors with the value who bought something.' },
  } as const satisfies Record<TopOrderName, object>,
});
