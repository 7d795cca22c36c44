import { UserEraseDocument } from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';
import { goTo } from '../../routing.tsx';
import { useSensitiveAction } from '../../sensitive.tsx';
import type { FoundAccount } from './found-account.ts';

/** Erases somebody else's account, who is told by mail. */
export function EraseAccount({ account }: { account: FoundAccount }) {
  const erase = useSensitiveAction(UserEraseDocument);

  async function submit(): Promise<void> {
    const data = await erase.run({ input: { id: account.id, confirm: true } });
    if (data?.userErase.erased) goTo('accounts');
  }

  return (
    <>
      {erase.question}
      {erase.problem && <Problem>{erase.problem}</Problem>}
      <ConfirmButton
        question={`Erase ${account.email}?`}
        consequence="Nothing brings it back. Its orders stay without the person: send what is paid first."
        disabled={erase.busy}
        onConfirm={() => void submit()}
      >
        Erase
      </ConfirmButton>
    </>
  );
}
