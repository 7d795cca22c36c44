// How a chart looks: its axes, colours and legend.

import uPlot from 'uplot';
import { formatShort } from '../format.ts';

/** Bars stand for amounts of a time, a line for what was measured at a time. */
export type ChartKind = 'bars' | 'line';

export interface ChartLook {
  kind: ChartKind;
  lines: readonly { label: string; tone: string }[];
}

const font = '12px system-ui, "Open Sans", sans-serif';
const daySeconds = 86_400;

export function chartOptions(
  element: HTMLElement,
  { kind, lines }: ChartLook,
): Omit<uPlot.Options, 'width' | 'height'> {
  const muted = colourOf(element, '--muted');
  const grid = { stroke: colourOf(element, '--line'), width: 1 };
  const colours = lines.map(({ tone }) => colourOf(element, `--${tone}`));
  return {
    // On the right there is room for half of the last time, which stands under its mark.
    padding: [8, 30, 0, 0],
    legend: {
      show: lines.length > 1,
      live: false,
      markers: { width: 0, fill: (_plot, index) => colours[index - 1] ?? muted },
    },
    cursor: { y: false, points: { size: 6 } },
    scales: {
      x: { range: (plot, first, last) => (kind === 'bars' ? makeRoomForBars(plot, first, last) : [first, last]) },
      y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.1)] },
    },
    axes: [
      {
        stroke: muted,
        grid: { show: false },
        ticks: { ...grid, size: 4 },
        font,
        size: 28,
        space: 70,
        values: formatTimes,
      },
      {
        stroke: muted,
        grid,
        ticks: { show: false },
        font,
        size: 44,
        values: (_plot, marks) => marks.map(formatAmount),
      },
    ],
    series: [
      {},
      ...lines.map(({ label, tone }, index) => ({
        label,
        stroke: colours[index],
        fill: kind === 'bars' ? colourOf(element, `--${tone}-soft`) : undefined,
        width: kind === 'bars' ? 1 : 2,
        points: { show: false },
        paths: kind === 'bars' ? uPlot.paths.bars?.({ size: [0.7, 40], radius: 0.15 }) : undefined,
      })),
    ],
  };
}

// A bar stands on its time, so the first and the last need half a step more on either side.
function makeRoomForBars(plot: uPlot, first: number, last: number): [number, number] {
  const steps = Math.max(1, (plot.data[0]?.length ?? 1) - 1);
  const half = (last - first) / steps / 2 || 30;
  return [first - half, last + half];
}

function formatTimes(_plot: uPlot, marks: number[], _axis: number, _space: number, stepSeconds: number): string[] {
  return marks.map((mark) => {
    const at = new Date(mark * 1000);
    const midnight = at.getHours() === 0 && at.getMinutes() === 0 && at.getSeconds() === 0;
    if (stepSeconds >= daySeconds || midnight) return dayFormat.format(at);
    if (stepSeconds >= 60) return timeFormat.format(at);
    return Number.isInteger(mark) ? secondFormat.format(at) : '';
  });
}

const dayFormat = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const timeFormat = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const secondFormat = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

function formatAmount(amount: number | null): string {
  return amount === null || !Number.isInteger(amount) ? '' : formatShort(amount);
}

/** A canvas knows no custom properties, so the colour is resolved where it is needed. */
function colourOf(element: HTMLElement, property: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  element.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
