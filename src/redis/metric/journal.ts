// Reads the journals of visitors; metric/lua/include/journal.lua writes them and says what they look like.

export interface Step {
  readonly intoDayMs: number;
  readonly kind: 'page' | 'event';
  readonly label: string;
}

/** The steps of a visitor on a day, oldest first. */
export function stepsOf(journal: string): Step[] {
  return [...journal.matchAll(/\n.{8}([0-9a-z]{6})([pe])([^\n\t]*)/g)].reverse().map(([, time, kind, label]) => ({
    intoDayMs: Number.parseInt(time as string, 36),
    kind: kind === 'p' ? 'page' : 'event',
    label: label as string,
  }));
}
