import { useAction, useReading } from '../data.ts';
import { ProviderLogInBeginDocument, ProvidersDocument } from '../generated/graphql.ts';
import { rememberChoice } from '../provider.ts';
import { Problem } from './notices.tsx';

/** A button for each provider by whom people can log in. */
export function ProviderButtons({ remember }: { remember: boolean }) {
  const { data } = useReading(ProvidersDocument, {});
  const begin = useAction(ProviderLogInBeginDocument);

  async function leave(provider: string): Promise<void> {
    const answer = await begin.run({ input: { provider } });
    const url = answer?.providerLogInBegin?.url;
    if (!url) return;
    rememberChoice({ purpose: 'log-in', remember });
    window.location.assign(url);
  }

  return (
    <>
      {begin.problem && <Problem>{begin.problem}</Problem>}
      {data?.logInProviders?.map(({ provider, name }) => (
        <button key={provider} type="button" disabled={begin.busy} onClick={() => void leave(provider)}>
          Log in with {name}
        </button>
      ))}
    </>
  );
}
