import { useReading } from '../../data.ts';
import { formatMoment } from '../../format.ts';
import {
  ProviderLinkBeginDocument,
  ProvidersDocument,
  ProviderUnlinkDocument,
  type SecurityQuery,
} from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { rememberChoice } from '../../provider.ts';
import { useSensitiveAction } from '../../sensitive.tsx';

interface LinksPanelProps {
  links: NonNullable<NonNullable<SecurityQuery['viewer']['security']>['links']>;
  onChanged(): void;
}

/** The providers by which the reader can log in, or could. */
export function LinksPanel({ links, onChanged }: LinksPanelProps) {
  const { data } = useReading(ProvidersDocument, {});
  const begin = useSensitiveAction(ProviderLinkBeginDocument);
  const unlink = useSensitiveAction(ProviderUnlinkDocument);
  const problem = begin.problem ?? unlink.problem;
  const providers = data?.logInProviders ?? [];
  if (providers.length === 0 && links.length === 0) return null;

  async function leave(provider: string): Promise<void> {
    const answer = await begin.run({ input: { provider } });
    const url = answer?.providerLinkBegin?.url;
    if (!url) return;
    rememberChoice({ purpose: 'link', remember: false });
    window.location.assign(url);
  }

  const nameOf = (id: string): string => providers.find(({ provider }) => provider === id)?.name ?? id;
  return (
    <Panel title="Log-in by others">
      {begin.question}
      {unlink.question}
      {problem && <Problem>{problem}</Problem>}
      {links.map(({ provider, linkedAt }) => (
        <fieldset key={provider} className="actions" aria-label={`Link with ${nameOf(provider)}`}>
          <strong>{nameOf(provider)}</strong>
          <ConfirmButton
            question={`Unlink ${nameOf(provider)}?`}
            consequence="It does not log you in any more."
            disabled={unlink.busy}
            onConfirm={() => void unlink.run({ input: { provider } }).then(onChanged)}
          >
            Unlink
          </ConfirmButton>
          <span className="muted">Since {formatMoment(linkedAt)}</span>
        </fieldset>
      ))}
      <div className="actions">
        {providers
          .filter(({ provider }) => links.every((link) => link.provider !== provider))
          .map(({ provider, name }) => (
            <button key={provider} type="button" disabled={begin.busy} onClick={() => void leave(provider)}>
              Link {name}
            </button>
          ))}
      </div>
    </Panel>
  );
}
