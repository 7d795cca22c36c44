// What the pages share that a mail leads to: the link's token, or the code for the browser that asked.

import { type ReactNode, useState } from 'react';
import type { TypedDocumentNode } from 'urql';
import { useCaptcha } from '../../captcha.ts';
import { useAction } from '../../data.ts';
import { CaptchaBox } from '../../parts/captcha-box.tsx';
import { Card } from '../../parts/card.tsx';
import { EmailField } from '../../parts/email-field.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Link } from '../../routing.tsx';

/** What a code goes with. */
export interface Asked {
  readonly email: string;
  readonly challenge: string;
}

export type ProofInput = { token: string } | { code: Asked & { code: string } };

interface AskProps<Data> {
  title: string;
  /** What the mail is for. */
  children: ReactNode;
  mutation: TypedDocumentNode<Data, { input: { email: string } }>;
  challengeOf(data: Data): string | undefined;
  onAsked(asked: Asked): void;
}

/** Asks for the address, and has a mail sent to it. */
export function AskForMail<Data>({ title, children, mutation, challengeOf, onAsked }: AskProps<Data>) {
  const ask = useAction(mutation);
  const captcha = useCaptcha('MAIL');
  const [email, setEmail] = useState('');

  async function submit(): Promise<void> {
    const data = await ask.run({ input: { email } }, await captcha.take());
    const challenge = data && challengeOf(data);
    if (challenge) onAsked({ email, challenge });
  }

  return (
    <Card title={title} onSubmit={submit}>
      <p>{children}</p>
      <EmailField value={email} onChange={setEmail} />
      <CaptchaBox captcha={captcha} />
      {ask.problem && <Problem>{ask.problem}</Problem>}
      <button type="submit" className="primary" disabled={ask.busy || captcha.missing}>
        {ask.busy ? 'Sending…' : 'Send the mail'}
      </button>
      <Link page="">Back to the log-in</Link>
    </Card>
  );
}

export function OnItsWay({ email }: { email: string }) {
  return (
    <p role="status">
      If an account has the address {email}, a mail is on its way. Follow its link, or type its code here. Both work for
      30 minutes.
    </p>
  );
}
