import { useNewerVersion } from './version.ts';

export function VersionBanner() {
  const newer = useNewerVersion();
  return (
    <div role="status" className={newer ? 'banner news' : undefined}>
      {newer && (
        <>
          A new version of the dashboard is available.{' '}
          <button type="button" onClick={() => window.location.reload()}>
            Reload
          </button>
        </>
      )}
    </div>
  );
}
