// What an account may do. Redis holds roles as a text with commas between.

export type Role = 'CUSTOMER' | 'WORKER' | 'ADMIN';

/** In this order they are kept and shown. */
export const allRoles: readonly Role[] = ['CUSTOMER', 'WORKER', 'ADMIN'];

export function readRoles(text: string): readonly Role[] {
  return text === '' ? [] : (text.split(',') as Role[]);
}

export function writeRoles(roles: readonly Role[]): string {
  return allRoles.filter((role) => roles.includes(role)).join(',');
}

/** The rights that a session gives, as a text that is the same for all who have the same. */
export function rightsOf({
  userId,
  roles,
}: {
  readonly userId: string | null;
  readonly roles: readonly Role[];
}): string {
  return userId === null ? 'guest' : ['user', ...[...roles].sort()].join(' ');
}
