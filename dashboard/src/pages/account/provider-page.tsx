import { useEffect, useRef, useState } from 'react';
import { useAction } from '../../data.ts';
import {
  LogInByProviderDocument,
  type PendingLogInFieldsFragment,
  ProviderLinkDocument,
} from '../../generated/graphql.ts';
import { Card } from '../../parts/card.tsx';
import { Problem } from '../../parts/notices.tsx';
import { SecondFactorCard } from '../../parts/second-factor-card.tsx';
import { takeChoice } from '../../provider.ts';
import { goTo, Link } from '../../routing.tsx';
import type { OpenPageProps } from '../page-props.ts';

/** Where somebody comes back to from a provider. What they bring counts once, and is taken out of the address at once. */
export function ProviderPage({ onSession }: OpenPageProps) {
  const logIn = useAction(LogInByProviderDocument);
  const link = useAction(ProviderLinkDocument);
  const [waiting, setWaiting] = useState<{ pending: PendingLogInFieldsFragment; remember: boolean }>();
  /** Opened without anything from a provider. */
  const [empty, setEmpty] = useState(false);
  const taken = useRef(false);

  function done(page: string): void {
    goTo(page);
    onSession();
  }

  async function take(): Promise<void> {
    const callback = window.location.hash.slice(1);
    window.history.replaceState(null, '', window.location.pathname);
    const { purpose, remember } = takeChoice();
    if (callback === '') return setEmpty(true);
    if (purpose === 'link') {
      const data = await link.run({ input: { callback } });
      if (data?.providerLink?.userErrors.length === 0) done('security');
      return;
    }
    const data = await logIn.run({ input: { callback, transport: 'COOKIE', remember } });
    const pending = data?.sessionLogInByProvider?.pendingLogIn;
    if (pending) setWaiting({ pending, remember });
    if (data?.sessionLogInByProvider?.userErrors.length === 0) done('');
  }

  useEffect(() => {
    if (taken.current) return;
    taken.current = true;
    void take();
  });

  const problem =
    logIn.problem ?? link.problem ?? (empty ? 'This page needs the answer of a provider. Log in again.' : undefined);
  if (waiting) return <SecondFactorCard {...waiting} onDone={() => done('')} onCancel={() => goTo('')} />;
  return (
    <Card title="Log in" onSubmit={async () => goTo('')}>
      {problem ? <Problem>{problem}</Problem> : <p>One moment…</p>}
      <Link page="">Back to the log-in</Link>
    </Card>
  );
}
