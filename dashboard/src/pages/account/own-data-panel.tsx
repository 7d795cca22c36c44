import { download } from '../../download.ts';
import { AccountEraseDocument, AccountExportDocument, type AccountExportMutation } from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { useSensitiveAction } from '../../sensitive.tsx';

/** All that is kept of the reader, as a file, and its end. */
export function OwnDataPanel({ email }: { email: string }) {
  const ask = useSensitiveAction(AccountExportDocument);
  const erase = useSensitiveAction(AccountEraseDocument);
  const problem = ask.problem ?? erase.problem;

  async function save(): Promise<void> {
    const sections: Record<string, unknown[]> = {};
    let after: string | null = null;
    do {
      const data: AccountExportMutation | undefined = await ask.run({ input: { after } });
      const page = data?.accountExport;
      if (!page || page.section === null || page.userErrors.length > 0) return;
      sections[page.section] = [...(sections[page.section] ?? []), ...page.entries];
      after = page.next;
    } while (after !== null);
    download('account.json', 'application/json', JSON.stringify(sections, null, 2));
  }

  async function leave(): Promise<void> {
    const data = await erase.run({ input: { confirm: true } });
    if (data?.accountErase?.erased) window.location.assign('/dashboard/');
  }

  return (
    <Panel title="Your data">
      {ask.question}
      {erase.question}
      {problem && <Problem>{problem}</Problem>}
      <p>Save all that is kept about you as a JSON file, or have your account erased.</p>
      <div className="actions">
        <button type="button" disabled={ask.busy} onClick={() => void save()}>
          {ask.busy ? 'Gathering…' : 'Save all as a file'}
        </button>
        <ConfirmButton
          question={`Erase the account ${email}?`}
          consequence="Nothing brings it back. You are logged out everywhere, your cart goes, and orders stay without your name and address."
          disabled={erase.busy}
          onConfirm={() => void leave()}
        >
          Erase my account
        </ConfirmButton>
      </div>
    </Panel>
  );
}
