// Runs the migration, with a progress bar where that takes a while.

import { type Progress, showProgress } from '../progress-bar.ts';
import type { RedisHandle } from '../redis/base/handle.ts';
import type { LanguageCode } from '../redis/catalogue/language.ts';
import { Migration, type MigrationReport } from '../redis/migration.ts';

interface Fields {
  readonly step: string;
}

const whole = 1_000;
/** What is done sooner needs no bar, as where the data is new. */
const shownAfterMs = 2_000;

export async function migrateData(
  redis: RedisHandle,
  { language, again = false }: { readonly language: LanguageCode; readonly again?: boolean },
): Promise<MigrationReport> {
  let progress: Progress<Fields> | undefined;
  const shownAtMs = performance.now() + shownAfterMs;
  const onProgress = (step: string, share: number): void => {
    if (performance.now() < shownAtMs) return;
    progress ??= showProgress<Fields>(whole, 'Adjusting data of an earlier release: {step} {bar} {percentage} %', {
      step,
    });
    progress.update(share * whole, { step });
  };
  try {
    return await new Migration(redis, { language }).run({ again, onProgress });
  } finally {
    progress?.stop();
  }
}
