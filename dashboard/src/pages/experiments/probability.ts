export function formatProbability(p: number): string {
  return p < 0.001 ? 'under 0.001' : p.toFixed(3);
}
