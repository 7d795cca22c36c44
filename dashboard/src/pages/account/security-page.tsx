import { useState } from 'react';
import { useReading } from '../../data.ts';
import { SecurityDocument } from '../../generated/graphql.ts';
import { Caution, Hint } from '../../parts/notices.tsx';
import { Page } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Link } from '../../routing.tsx';
import { ApiKeysPanel } from './api-keys-panel.tsx';
import { LinksPanel } from './links-panel.tsx';
import { PasskeyPanel } from './passkey-panel.tsx';
import { RecoveryCodes, RecoveryPanel } from './recovery-panel.tsx';
import { TotpPanel } from './totp-panel.tsx';

/** What protects the account beside its password. */
export function SecurityPage() {
  const reading = useReading(SecurityDocument, {});
  const [codes, setCodes] = useState<readonly string[]>();

  function changed(recoveryCodes?: readonly string[] | null): void {
    if (recoveryCodes) setCodes(recoveryCodes);
    reading.refresh();
  }

  return (
    <Page title="Security">
      {codes && <RecoveryCodes codes={codes} onClose={() => setCodes(undefined)} />}
      <ReadingView reading={reading}>
        {({ viewer: { roles, user, security, apiKeys } }) =>
          user &&
          security && (
            <>
              {security.methods.length === 0 && (
                <Hint>
                  Your password is all that protects this account. With a second factor nobody gets in who merely knows
                  it, or reads your mail.
                </Hint>
              )}
              {user.roles.includes('ADMIN') && !roles.includes('ADMIN') && (
                <Caution>
                  Administrators need a second factor here. The pages of administrators appear once you log in with one.
                </Caution>
              )}
              {!user.emailVerifiedAt && (
                <Hint>
                  Confirm your e-mail address before you set up a second factor:{' '}
                  <Link page="verify-email">confirm it</Link>.
                </Hint>
              )}
              <p>
                Your e-mail address is {user.email}. <Link page="change-email">Change it</Link>
              </p>
              <PasskeyPanel security={security} onChanged={changed} />
              <LinksPanel links={security.links ?? []} onChanged={reading.refresh} />
              <TotpPanel security={security} onChanged={changed} />
              <RecoveryPanel security={security} onChanged={changed} />
              <ApiKeysPanel apiKeys={apiKeys ?? []} onChanged={reading.refresh} />
            </>
          )
        }
      </ReadingView>
    </Page>
  );
}
