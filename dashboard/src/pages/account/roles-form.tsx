import { type FormEvent, useState } from 'react';
import { type Role, UserRolesSetDocument } from '../../generated/graphql.ts';
import { Problem } from '../../parts/notices.tsx';
import { useSensitiveAction } from '../../sensitive.tsx';
import type { FoundAccount } from './found-account.ts';
import { RoleChecks } from './role-checks.tsx';

/** What an account may do, from its next request on. */
export function RolesForm({ account, onChange }: { account: FoundAccount; onChange(): void }) {
  const set = useSensitiveAction(UserRolesSetDocument);
  const [chosen, setChosen] = useState<readonly Role[]>(account.roles);
  const changed = chosen.toSorted().join() !== account.roles.toSorted().join();

  function submit(event: FormEvent): void {
    event.preventDefault();
    void set.run({ input: { id: account.id, roles: [...chosen] } }).then(onChange);
  }

  return (
    <>
      {set.question}
      <form className="stack" onSubmit={submit}>
        <RoleChecks chosen={chosen} onChange={setChosen} />
        {set.problem && <Problem>{set.problem}</Problem>}
        <div className="actions">
          <button type="submit" disabled={!changed || set.busy}>
            Set the roles
          </button>
        </div>
      </form>
    </>
  );
}
