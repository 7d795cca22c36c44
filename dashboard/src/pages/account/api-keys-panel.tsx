import { useState } from 'react';
import { formatMoment } from '../../format.ts';
import { ApiKeyRevokeDocument, ApiKeyRotateDocument, type ApiKeyRowFragment } from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { useSensitiveAction } from '../../sensitive.tsx';
import { ApiKeyDialog } from './api-key-dialog.tsx';

interface ApiKeysPanelProps {
  apiKeys: readonly ApiKeyRowFragment[];
  /** Whose they are, if they are not the caller's own. */
  owner?: { readonly id: string; readonly isService: boolean };
  onChanged(): void;
}

/** What programs log in with: each key is named, and can be renewed and revoked alone. */
export function ApiKeysPanel({ apiKeys, owner, onChanged }: ApiKeysPanelProps) {
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string>();
  const isHolder = owner === undefined || owner.isService;

  function made(given: string): void {
    setSecret(given);
    onChanged();
  }

  return (
    <Panel
      title="API keys"
      actions={
        isHolder && (
          <button type="button" onClick={() => setMaking(true)}>
            New API key
          </button>
        )
      }
    >
      {making && <ApiKeyDialog userId={owner?.id} onMade={made} onClose={() => setMaking(false)} />}
      {secret && <ApiKeySecret secret={secret} onClose={() => setSecret(undefined)} />}
      <p>Programs use the account with an API key, as far as the key allows.</p>
      {apiKeys.map((apiKey) => (
        <ApiKeyRow
          key={apiKey.id}
          apiKey={apiKey}
          onRotated={isHolder ? made : undefined}
          onRevoked={() => onChanged()}
        />
      ))}
    </Panel>
  );
}

/** The only time that it can be read. */
function ApiKeySecret({ secret, onClose }: { secret: string; onClose(): void }) {
  return (
    <section aria-label="The new API key">
      <p>Keep it where the program finds it. Nobody can show it again.</p>
      <pre className="mail" data-testid="api-key">
        {secret}
      </pre>
      <button type="button" onClick={onClose}>
        I have kept it
      </button>
    </section>
  );
}

interface ApiKeyRowProps {
  apiKey: ApiKeyRowFragment;
  /** Undefined for who may not have it. */
  onRotated: ((secret: string) => void) | undefined;
  onRevoked(): void;
}

function ApiKeyRow({ apiKey, onRotated, onRevoked }: ApiKeyRowProps) {
  const rotate = useSensitiveAction(ApiKeyRotateDocument);
  const revoke = useSensitiveAction(ApiKeyRevokeDocument);
  const problem = rotate.problem ?? revoke.problem;
  const used = apiKey.lastUsedAt ? `last used ${formatMoment(apiKey.lastUsedAt)}` : 'never used';
  const may = [...(apiKey.queues?.map((queue) => `queue ${queue}`) ?? []), ...(apiKey.scopes ?? [])];

  async function renew(): Promise<void> {
    const data = await rotate.run({ input: { id: apiKey.id } });
    if (data?.apiKeyRotate?.secret) onRotated?.(data.apiKeyRotate.secret);
  }

  return (
    <fieldset className="actions" aria-label={`API key ${apiKey.name}`}>
      {rotate.question}
      {revoke.question}
      {problem && <Problem>{problem}</Problem>}
      <strong>{apiKey.name}</strong>
      <code>{apiKey.start}…</code>
      <span className="muted">
        {apiKey.roles.join(', ')}
        {may.length > 0 && `: ${may.join(', ')}`}. Until {formatMoment(apiKey.expiresAt)}, {used}
        {apiKey.formerSecretUntil && `, the former secret works until ${formatMoment(apiKey.formerSecretUntil)}`}
      </span>
      {onRotated && (
        <ConfirmButton
          question={`Make another secret for ${apiKey.name}?`}
          consequence="The present one works for another day."
          disabled={rotate.busy}
          calm
          onConfirm={() => void renew()}
        >
          Rotate
        </ConfirmButton>
      )}
      <ConfirmButton
        question={`Revoke ${apiKey.name}?`}
        consequence="Programs that use it are rejected at once."
        disabled={revoke.busy}
        onConfirm={() => void revoke.run({ input: { id: apiKey.id } }).then(onRevoked)}
      >
        Revoke
      </ConfirmButton>
    </fieldset>
  );
}
