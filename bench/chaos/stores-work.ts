// What the processes of the `stores` run tell it, and the odd values that they hand in among the good ones.

export const policy = { name: 'chaos', limit: 20, windowSeconds: 86_400, targets: [] } as const;
export const limitKeys = 50;
export const site = 'chaos';

export type StoresLine =
  | { readonly started: string }
  /** Its end was asked for: from now on it may be over. */
  | { readonly ending: string }
  | { readonly ended: string }
  /** A key of the policy took a unit, which Redis decided. */
  | { readonly took: string }
  /** Events that are about to be handed in, and those that were accepted. */
  | { readonly sent: readonly string[] }
  | { readonly counted: readonly string[] }
  | { readonly fault: string };

export const odd = {
  texts: ['', '\ud83c', 'half \udf89 an emoji', 'a\0b', '__proto__', 'x'.repeat(5_000)],
  numbers: [Number.NaN, Number.POSITIVE_INFINITY, -1, 2 ** 53 + 1, 0],
  dates: [new Date(Number.NaN), new Date('1900-01-01T00:00:00Z'), new Date(8.64e15)],
} as const;
