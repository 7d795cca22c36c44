// How a chart looks: its axes, colours and lines.

import uPlot from 'uplot';
import { formatMark } from '../zone.ts';
import { formatAxis, type Unit } from './unit.ts';

/** Bars stand for amounts of a time, a line for what was measured at a time. */
export type ChartKind = 'bars' | 'line';

/** Names of colours in styles/base.css. */
export type ChartTone = 'accent' | 'bad' | 'second';

export interface ChartLook {
  kind: ChartKind;
  unit: Unit;
  zone: string;
  /** What is over, and what is not over yet, of each series; then the period before of each that has one. */
  lines: readonly { tone: ChartTone; part: 'over' | 'running' | 'before' }[];
}

/** A stretch of time, in seconds since 1970. */
export interface Span {
  from: number;
  to: number;
}

const font = '12px system-ui, "Open Sans", sans-serif';
const dashes = [4, 4];
const dots = [2, 3];

export function chartOptions(
  element: HTMLElement,
  { kind, unit, zone, lines }: ChartLook,
  onPoint: (index: number | null) => void,
  unknown: () => readonly Span[],
): Omit<uPlot.Options, 'width' | 'height'> {
  const muted = colourOf(element, '--muted');
  const grid = { stroke: colourOf(element, '--line'), width: 1 };
  return {
    // On the right there is room for half of the last time, which stands under its mark.
    padding: [8, 30, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    hooks: {
      setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)],
      drawClear: [(plot) => shade(plot, unknown(), colourOf(element, '--line'))],
    },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), zone),
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
        values: (_plot, marks, _axis, _space, step) =>
          marks.map((mark) => formatMark(zone, mark * 1_000, step * 1_000)),
      },
      {
        stroke: muted,
        grid,
        ticks: { show: false },
        font,
        size: unit.kind === 'money' ? 64 : 44,
        values: (_plot, marks) => marks.map((mark) => (mark === null ? '' : formatAxis(unit, mark))),
      },
    ],
    series: [{}, ...lines.map((line) => seriesOf(element, line, kind))],
  };
}

/** Lays a shade behind the spans. */
function shade(plot: uPlot, spans: readonly Span[], colour: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.fillStyle = colour;
  for (const { from, to } of spans) {
    const left = plot.valToPos(from, 'x', true);
    ctx.fillRect(left, bbox.top, plot.valToPos(to, 'x', true) - left, bbox.height);
  }
  ctx.restore();
}

function seriesOf(element: HTMLElement, { tone, part }: ChartLook['lines'][number], kind: ChartKind): uPlot.Series {
  const bars = kind === 'bars' && part !== 'before';
  return {
    stroke: colourOf(element, part === 'before' ? '--muted' : `--${tone}`),
    fill: bars && part === 'over' ? colourOf(element, `--${tone}-soft`) : undefined,
    dash: part === 'running' ? dashes : part === 'before' ? dots : undefined,
    alpha: part === 'before' ? 0.8 : 1,
    width: bars ? 1 : part === 'before' ? 1.5 : 2,
    points: { show: false },
    paths: bars ? uPlot.paths.bars?.({ size: [0.7, 40], radius: 0.15 }) : undefined,
  };
}

// A bar stands on its time, so the first and the last need half a step more on either side.
function makeRoomForBars(plot: uPlot, first: number, last: number): [number, number] {
  const steps = Math.max(1, (plot.data[0]?.length ?? 1) - 1);
  const half = (last - first) / steps / 2 || 30;
  return [first - half, last + half];
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
