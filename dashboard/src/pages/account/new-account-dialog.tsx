import { useState } from 'react';
import {
  type Role,
  ServiceAccountCreateDocument,
  UserCreateDocument,
  UserInviteDocument,
} from '../../generated/graphql.ts';
import { Choice } from '../../parts/choice.tsx';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { useSensitiveAction } from '../../sensitive.tsx';
import { HandOver } from './hand-over.tsx';
import { RoleChecks } from './role-checks.tsx';

const ways = [
  { value: 'INVITE', label: 'By invitation' },
  { value: 'CREATE', label: 'With a password' },
  { value: 'SERVICE', label: 'For a service, with API keys' },
] as const;

interface NewAccountDialogProps {
  onClose(): void;
  onMade(): void;
}

/** An account for somebody: who is invited chooses the password. */
export function NewAccountDialog({ onClose, onMade }: NewAccountDialogProps) {
  const invite = useSensitiveAction(UserInviteDocument);
  const create = useSensitiveAction(UserCreateDocument);
  const service = useSensitiveAction(ServiceAccountCreateDocument);
  const [way, setWay] = useState<(typeof ways)[number]['value']>('INVITE');
  const [email, setEmail] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');
  const [roles, setRoles] = useState<readonly Role[]>(['CUSTOMER']);
  const [token, setToken] = useState<string>();

  async function submit(): Promise<boolean> {
    if (way === 'SERVICE') {
      const data = await service.run({ input: { displayName, roles: [...roles] } });
      if (data?.serviceAccountCreate.userErrors.length !== 0) return false;
      onMade();
      return true;
    }
    const given = { email, displayName: displayName || null, roles: [...roles] };
    if (way === 'CREATE') {
      const data = await create.run({ input: { ...given, password } });
      if (data?.userCreate.userErrors.length !== 0) return false;
      onMade();
      return true;
    }
    const data = await invite.run({ input: given });
    if (data?.userInvite.userErrors.length !== 0) return false;
    onMade();
    if (data.userInvite.token === null) return true;
    setToken(data.userInvite.token);
    return false;
  }

  if (token) return <HandOver page="invitation" token={token} onClose={onClose} />;
  const action = { INVITE: invite, CREATE: create, SERVICE: service }[way];
  return (
    <>
      {invite.question}
      {create.question}
      {service.question}
      <FormDialog title="New account" save={action} onSubmit={submit} onClose={onClose}>
        <Choice label="How" value={way} options={ways} onChange={setWay} />
        {way !== 'SERVICE' && (
          <Field label="E-mail address">
            {(attributes) => (
              <input
                {...attributes}
                type="email"
                required
                value={email}
                onChange={(event) => setEmail(event.target.value)}
              />
            )}
          </Field>
        )}
        <Field label="Name">
          {(attributes) => (
            <input
              {...attributes}
              required={way === 'SERVICE'}
              value={displayName}
              onChange={(event) => setDisplayName(event.target.value)}
            />
          )}
        </Field>
        {way === 'CREATE' && (
          <Field label="Password" hint="At least 10 characters. Share it only with the owner.">
            {(attributes) => (
              <input
                {...attributes}
                type="password"
                autoComplete="new-password"
                required
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            )}
          </Field>
        )}
        <RoleChecks chosen={roles} onChange={setRoles} />
      </FormDialog>
    </>
  );
}
