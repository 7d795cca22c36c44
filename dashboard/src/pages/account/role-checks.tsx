import type { Role } from '../../generated/graphql.ts';

const roles: readonly { role: Role; label: string }[] = [
  { role: 'CUSTOMER', label: 'Customer: shops' },
  { role: 'WORKER', label: 'Worker: enqueues and runs jobs' },
  { role: 'ADMIN', label: 'Administrator: everything' },
];

interface RoleChecksProps {
  chosen: readonly Role[];
  onChange(chosen: readonly Role[]): void;
}

export function RoleChecks({ chosen, onChange }: RoleChecksProps) {
  return (
    <fieldset className="checks">
      <legend>Roles</legend>
      {roles.map(({ role, label }) => (
        <label key={role}>
          <input
            type="checkbox"
            checked={chosen.includes(role)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, role] : chosen.filter((held) => held !== role))
            }
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
