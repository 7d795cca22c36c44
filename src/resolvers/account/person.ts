// A person's right to all that is kept, and to its erasure.

import { shopOwner } from '../../redis/base/owner.ts';
import { refuse } from '../../redis/base/problem.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { requireKey } from '../base/global-id.ts';
import { actorOf } from '../base/owner.ts';
import { leave, type ViewerShape, viewer } from '../session/begin.ts';
import { requireFresh } from '../session/fresh.ts';

export interface ExportFields {
  readonly section: string | null;
  readonly entries: readonly unknown[];
  readonly next: string | null;
}

export interface EraseFields {
  readonly erased: boolean;
  readonly viewer: ViewerShape;
}

/** The browser that asks says which visitor it is: nothing else tells whose visits they are. */
export function accountExport(after: string | null, context: Context): Promise<Answer<ExportFields>> {
  return answer<ExportFields>({ section: null, entries: [], next: null }, async () => {
    const { userId } = requireFresh(context);
    const { visitorId } = context.client;
    const owner = shopOwner(userId);
    const visitors = visitorId === null ? [owner] : [owner, visitorId];
    return context.stores.accountExports.page({ userId, owner, visitors }, after);
  });
}

export function accountErase(confirm: boolean, context: Context): Promise<Answer<EraseFields>> {
  return answer<EraseFields>({ erased: false, viewer }, async () => {
    const { userId } = requireFresh(context);
    requireConfirmation(confirm);
    await context.stores.erasures.erase(userId, actorOf(context));
    leave(context);
    return { erased: true, viewer };
  });
}

export function userErase(
  id: string,
  confirm: boolean,
  context: Context,
): Promise<Answer<Omit<EraseFields, 'viewer'>>> {
  return answer<Omit<EraseFields, 'viewer'>>({ erased: false }, async () => {
    requireFresh(context);
    const userId = requireKey('User', id);
    requireConfirmation(confirm);
    await context.stores.erasures.erase(userId, actorOf(context));
    return { erased: true };
  });
}

function requireConfirmation(confirm: boolean): void {
  if (!confirm)
    refuse(
      'CONFIRMATION_REQUIRED',
      'Nothing brings an erased account back: confirm that it is to be erased.',
      'confirm',
    );
}
