// What is mailed to prove an address: for what, for how long, and what somebody has of it.

export const proofLimits = {
  ttlSeconds: 30 * 60,
  /** Of an invitation, which nobody waits for. */
  invitationSeconds: 7 * 24 * 3_600,
  /** Codes that may be tried of one mail; all mails of an account together are bounded by the attempts of the kind `code`. */
  codeTries: 5,
  challengeCharacters: 100,
  codeCharacters: 20,
  /** The former address of an account is told of the change for so long. */
  formerEmailSeconds: 7 * 24 * 3_600,
} as const;

/** The job that sends a proof. */
export const mailJob = 'mail.proof';

export const mailPurposes = ['PASSWORD_RESET', 'EMAIL_VERIFICATION', 'LOG_IN', 'INVITATION', 'EMAIL_CHANGE'] as const;
export type MailPurpose = (typeof mailPurposes)[number];

/** For how many seconds what was mailed for a purpose holds. */
export const lifetimeOf = (purpose: MailPurpose): number =>
  purpose === 'INVITATION' ? proofLimits.invitationSeconds : proofLimits.ttlSeconds;

/** The payload of the job that mails a proof. `request` tells it from an earlier or later one; it opens nothing. */
export interface ProofMail {
  readonly purpose: MailPurpose;
  readonly userId: string;
  readonly request: string;
  /** Whether it answers to a sign-up. */
  readonly signUp?: boolean | undefined;
}

/** What somebody has from the mail: the token of its link, or its code, beside the challenge that his browser has kept. */
export type Proof =
  | { readonly token: string }
  | { readonly code: { readonly email: string; readonly challenge: string; readonly code: string } };

export interface MailRequest {
  /** To be kept by the browser that asked, and given with the code. */
  readonly challenge: string;
  readonly expiresAt: Date;
}

export const expiryOf = (purpose: MailPurpose): Date => new Date(Date.now() + lifetimeOf(purpose) * 1_000);
