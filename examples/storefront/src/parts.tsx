// What several pages are made of.

import type { CombinedError } from 'urql';

export function Price({ of: { amount, currency } }: { of: { amount: string; currency: string } }) {
  return <>{new Intl.NumberFormat('en', { style: 'currency', currency }).format(Number(amount))}</>;
}

/** What went wrong, read out at once. */
export function Problem({ text }: { text: string | undefined }) {
  return (
    <p role="alert" className="problem" hidden={!text}>
      {text}
    </p>
  );
}

export function Failed({ error }: { error: CombinedError }) {
  const text = error.graphQLErrors[0]?.message ?? 'The shop cannot be reached. Please try again.';
  return <Problem text={text} />;
}

export function Waiting() {
  return <p role="status">Loading …</p>;
}

interface Answer {
  readonly error?: CombinedError | undefined;
}

/** Why a mutation did not do what it should; undefined if it did. */
export function problemOf({ error }: Answer, userErrors: readonly { message: string }[] = []): string | undefined {
  return userErrors[0]?.message ?? error?.graphQLErrors[0]?.message ?? error?.message;
}
