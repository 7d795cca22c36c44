import { Missing } from '../../parts/states.tsx';
import { Link } from '../../routing.tsx';

/** The address names no account. */
export function NoAccount() {
  return (
    <Missing title="There is no account at this address.">
      Check the address, or look for the account in <Link page="accounts">all accounts</Link>.
    </Missing>
  );
}
