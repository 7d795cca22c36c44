// What is kept of one visitor of a site, and its erasure.

import { hash } from 'node:crypto';
import type { ExportPage } from '../../redis/base/export-page.ts';
import { defaultSite } from '../../redis/metric/site.ts';
import { type Answer, answer, orBadInput } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { actorOf } from '../base/owner.ts';

interface VisitorInput {
  readonly site?: string | null;
  readonly visitorId: string;
}

export function visitorExport(
  { site, visitorId, cursor }: VisitorInput & { readonly cursor?: string | null },
  context: Context,
): Promise<ExportPage> {
  const of = { site: site ?? defaultSite, visitorId };
  // Beside the export, so that it takes no round trip of its own.
  if (cursor == null) note('visitor_exported', of, context);
  return orBadInput(context.stores.visitorData.page(of, cursor ?? null));
}

export function visitorErase(
  { site, visitorId }: VisitorInput,
  context: Context,
): Promise<Answer<{ erased: boolean }>> {
  const of = { site: site ?? defaultSite, visitorId };
  return answer<{ erased: boolean }>({ erased: false }, async () => {
    const erased = await context.stores.visitorData.erase(of);
    note('visitor_erased', of, context);
    return { erased };
  });
}

/** Into the audit log, as an act of the administrator about no account. The log outlives the visitor, of whom it has a digest. */
function note(
  kind: 'visitor_exported' | 'visitor_erased',
  { site, visitorId }: { readonly site: string; readonly visitorId: string },
  context: Context,
): void {
  const after = hash('sha256', visitorId, 'base64url').slice(0, 22);
  context.stores.audit.note({ kind, userId: null, by: actorOf(context), reason: site, after });
}
