import { Choice } from '../../parts/choice.tsx';
import { useParameters } from '../../routing.tsx';
import { beginningOf, endOf, isDay, lastDays, type Period } from './period.ts';

const presets = { today: 1, '7d': 7, '30d': 30 } as const;
type Preset = keyof typeof presets;
type Chosen = Preset | 'days';

const options: readonly { value: Chosen; label: string }[] = [
  { value: 'today', label: 'Today' },
  { value: '7d', label: '7 days' },
  { value: '30d', label: '30 days' },
  { value: 'days', label: 'Choose' },
];

/** The days that are shown, kept in the address. Those of a preset go with the clock. */
export function usePeriod(zone: string): Period & { chosen: Chosen; change(chosen: Chosen, period?: Period): void } {
  const [parameters, change] = useParameters();
  const [from, to, name] = [parameters.get('from'), parameters.get('to'), parameters.get('period')];
  const isGiven = isDay(from) && isDay(to) && from <= to;
  const chosen: Chosen = isGiven ? 'days' : name === 'today' || name === '30d' ? name : '7d';
  const period = isGiven ? endOf({ from, to }) : lastDays(presets[chosen as Preset], zone);
  return {
    ...period,
    chosen,
    change: (next, days = period) =>
      next === 'days'
        ? change({ period: undefined, from: days.from, to: days.to })
        : change({ period: next === '7d' ? undefined : next, from: undefined, to: undefined }),
  };
}

interface PeriodFieldProps {
  period: ReturnType<typeof usePeriod>;
  zone: string;
}

/** Presets, and a calendar for any other days. */
export function PeriodField({ period: { from, to, chosen, change }, zone }: PeriodFieldProps) {
  return (
    <div className="actions">
      <Choice label="Period" value={chosen} options={options} onChange={(next) => change(next)} />
      <label className="actions">
        From
        <input
          type="date"
          required
          max={to}
          value={from}
          onChange={({ target }) => target.value && change('days', beginningOf({ from: target.value, to }))}
        />
      </label>
      <label className="actions">
        to
        <input
          type="date"
          required
          min={from}
          value={to}
          onChange={({ target }) => target.value && change('days', endOf({ from, to: target.value }))}
        />
      </label>
      <span className="muted">Days of {zone}</span>
    </div>
  );
}
