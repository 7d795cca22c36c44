// What is kept of one visitor of a site, and its erasure.

import { hash } from 'node:crypto';
import type { ExportPage } from '../../redis/base/export-page.ts';
import { defaultSite } from '../../redis/metric/site.ts';
import { type Answer, answer, orBadInput } from '../base/answer.ts';
import type { Context } from '../base/context.ts';

interface VisitorInput {
  readonly site?: string | null;
  readonly visitorId: string;
}

export function visitorExport(
  { site, visitorId, cursor }: VisitorInput & { readonly cursor?: string | null },
  { stores }: Context,
): Promise<ExportPage> {
  return orBadInput(stores.visitorData.page({ site: site ?? defaultSite, visitorId }, cursor ?? null));
}

export function visitorErase(
  { site, visitorId }: VisitorInput,
  { stores }: Context,
): Promise<Answer<{ erased: boolean }>> {
  return answer<{ erased: boolean }>({ erased: false }, async () => {
    const erased = await stores.visitorData.erase({ site: site ?? defaultSite, visitorId });
    await stores.recentViews.forget(hash('sha1', visitorId, 'base64url'));
    return { erased };
  });
}
