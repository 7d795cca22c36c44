// As whom carts, checkouts and orders know who shops: an account, or a guest.

const ofAccount = 'user:';

export function shopOwner(userId: string): string {
  return `${ofAccount}${userId}`;
}

/** The account that an owner is; null for a guest. */
export function accountIdOf(owner: string): string | null {
  return owner.startsWith(ofAccount) ? owner.slice(ofAccount.length) : null;
}
