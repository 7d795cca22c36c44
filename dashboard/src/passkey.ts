// Passkeys in the browser: what asks for one, and makes one.

import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import { useState } from 'react';
import { useAction } from './data.ts';
import { PasskeyChallengeDocument } from './generated/graphql.ts';

const cancelled = 'No passkey was used. Try again, or choose another way.';

interface Asking {
  /** The answer of a passkey; undefined where the person gave none. */
  ask(): Promise<unknown>;
  busy: boolean;
  problem: string | undefined;
}

/** Asks the person for a passkey. */
export function usePasskey(): Asking {
  const challenge = useAction(PasskeyChallengeDocument);
  const [problem, setProblem] = useState<string>();

  async function ask(): Promise<unknown> {
    setProblem(undefined);
    const data = await challenge.run({});
    const options = data?.passkeyChallenge?.options as PublicKeyCredentialRequestOptionsJSON | null | undefined;
    if (!options) return undefined;
    return startAuthentication({ optionsJSON: options }).catch(() => {
      setProblem(cancelled);
      return undefined;
    });
  }

  return { ask, busy: challenge.busy, problem: problem ?? challenge.problem };
}

/** What the browser makes of the options; undefined where the person did not want it. */
export function makePasskey(options: unknown): Promise<unknown> {
  return startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON }).catch(() => undefined);
}
