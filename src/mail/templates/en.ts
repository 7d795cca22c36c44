// The mails in English.

import { minutesPerDay, type Templates } from './template.ts';

const greeting = (name: string | null): string => (name ? `Hello ${name},` : 'Hello,');
const closing = 'If you did not ask for this, ignore this mail: nothing changes without you.';
const notYou = 'If that was not you, ask for a new password at once.';
const codeLabel = 'Or type this code where you asked for the mail:';

export const en: Templates = {
  PASSWORD_RESET: ({ siteName, name, minutes }) => ({
    subject: `Choose a new password for ${siteName}`,
    greeting: greeting(name),
    paragraphs: [
      `Somebody, probably you, asked for a new password for your account at ${siteName}.`,
      `The link works once, for ${minutes} minutes. You will be logged out everywhere.`,
    ],
    action: 'Choose a new password',
    codeLabel,
    closing,
  }),
  EMAIL_VERIFICATION: ({ siteName, name, minutes }) => ({
    subject: `Confirm your e-mail address for ${siteName}`,
    greeting: greeting(name),
    paragraphs: [
      `Confirm that this is the e-mail address of your account at ${siteName}.`,
      `The link works once, for ${minutes} minutes, in a browser where you are logged in.`,
    ],
    action: 'Confirm the address',
    codeLabel,
    closing,
  }),
  LOG_IN: ({ siteName, name, minutes }) => ({
    subject: `Log in to ${siteName}`,
    greeting: greeting(name),
    paragraphs: [`With this link you log in to ${siteName}. It works once, for ${minutes} minutes.`],
    action: 'Log in',
    codeLabel,
    closing,
  }),
  INVITATION: ({ siteName, name, minutes }) => ({
    subject: `You are invited to ${siteName}`,
    greeting: greeting(name),
    paragraphs: [
      `An administrator of ${siteName} made an account for you with this address.`,
      `Choose a password to begin. The link works once, for ${minutes / minutesPerDay} days.`,
    ],
    action: 'Choose a password',
    closing: 'If you did not expect this, ignore this mail: without you nobody can use the account.',
  }),
  WEBHOOK_WAS_STOPPED: ({ siteName, name, webhook }) => ({
    subject: `A webhook of ${siteName} was disabled`,
    greeting: greeting(name),
    paragraphs: [
      `${siteName} has disabled the webhook ${webhook}, because its deliveries have failed for days, or the program answered that it is gone.`,
      'Events are not sent to it any more.',
    ],
    closing: 'Enable it again on the page Webhooks of the dashboard when the program works.',
  }),
  PASSWORD_WAS_RESET: ({ siteName, name }) => ({
    subject: `Your password for ${siteName} was changed`,
    greeting: greeting(name),
    paragraphs: [
      `Your password for ${siteName} was replaced by way of a mail to this address, and all sessions ended.`,
    ],
    closing: 'If that was not you, ask for a new password at once, and see who else can read your mail.',
  }),
  PASSWORD_WAS_CHANGED: ({ siteName, name }) => ({
    subject: `Your password for ${siteName} was changed`,
    greeting: greeting(name),
    paragraphs: [`Your password for ${siteName} was changed, and every other device was logged out.`],
    closing: notYou,
  }),
  SECOND_FACTOR_WAS_ADDED: ({ siteName, name }) => ({
    subject: `A second factor was added to your account at ${siteName}`,
    greeting: greeting(name),
    paragraphs: [`An authenticator app or a passkey was added to your account at ${siteName}.`],
    closing: notYou,
  }),
  SECOND_FACTOR_WAS_REMOVED: ({ siteName, name }) => ({
    subject: `A second factor was removed from your account at ${siteName}`,
    greeting: greeting(name),
    paragraphs: [`An authenticator app or a passkey was removed from your account at ${siteName}.`],
    closing: notYou,
  }),
  RECOVERY_CODES_WERE_REPLACED: ({ siteName, name }) => ({
    subject: `Your recovery codes for ${siteName} were replaced`,
    greeting: greeting(name),
    paragraphs: [`Your recovery codes for ${siteName} were replaced. The former ones do not work any more.`],
    closing: notYou,
  }),
  RECOVERY_CODE_WAS_USED: ({ siteName, name }) => ({
    subject: `A recovery code for ${siteName} was used`,
    greeting: greeting(name),
    paragraphs: [`One of your recovery codes for ${siteName} was used instead of your second factor.`],
    closing: notYou,
  }),
  PROVIDER_WAS_LINKED: ({ siteName, name }) => ({
    subject: `A way to log in was added to your account at ${siteName}`,
    greeting: greeting(name),
    paragraphs: [`Your account at ${siteName} can be opened by a log-in at another provider.`],
    closing: notYou,
  }),
  PROVIDER_WAS_UNLINKED: ({ siteName, name }) => ({
    subject: `A way to log in was removed from your account at ${siteName}`,
    greeting: greeting(name),
    paragraphs: [`Your account at ${siteName} is no longer opened by a log-in at another provider.`],
    closing: notYou,
  }),
  API_KEY_WAS_ADDED: ({ siteName, name }) => ({
    subject: `An API key was made for your account at ${siteName}`,
    greeting: greeting(name),
    paragraphs: [`A program can use your account at ${siteName} with a new API key, as far as the key allows.`],
    closing: notYou,
  }),
  SIGN_UP: ({ siteName, name, minutes }) => ({
    subject: `Your code for ${siteName}`,
    greeting: greeting(name),
    paragraphs: [
      `Welcome to ${siteName}. Type this code where you signed up, within ${minutes} minutes.`,
      'The link also logs you in. Then you choose a password later.',
    ],
    action: 'Log in',
    codeLabel,
    closing,
  }),
  SIGN_UP_TAKEN: ({ siteName, name, minutes }) => ({
    subject: `You have an account at ${siteName}`,
    greeting: greeting(name),
    paragraphs: [
      `Somebody, probably you, wanted to sign up at ${siteName} with this address, which has an account already.`,
      `With this link or code you log in to it, for ${minutes} minutes. Its password is the one it had.`,
    ],
    action: 'Log in',
    codeLabel,
    closing,
  }),
  EMAIL_CHANGE: ({ siteName, name, minutes }) => ({
    subject: `Confirm your new e-mail address for ${siteName}`,
    greeting: greeting(name),
    paragraphs: [
      `Confirm that this is the new e-mail address of your account at ${siteName}.`,
      `The link works once, for ${minutes} minutes, in a browser where you are logged in.`,
    ],
    action: 'Confirm the address',
    codeLabel,
    closing,
  }),
  EMAIL_WAS_CHANGED: ({ siteName, name }) => ({
    subject: `Your e-mail address for ${siteName} was changed`,
    greeting: greeting(name),
    paragraphs: [`Your account at ${siteName} has another e-mail address now. Mails do not come here any more.`],
    closing: 'If that was not you, tell the operator of the site at once.',
  }),
  ACCOUNT_WAS_RESET: ({ siteName, name }) => ({
    subject: `Your account at ${siteName} was reset`,
    greeting: greeting(name),
    paragraphs: [
      `The operator of ${siteName} gave your account a new password and removed its second factors. You were logged out everywhere.`,
    ],
    closing: 'If you did not ask for that, tell the operator of the site at once.',
  }),
  ACCOUNT_WAS_ERASED: ({ siteName, name }) => ({
    subject: `Your account at ${siteName} is erased`,
    greeting: greeting(name),
    paragraphs: [
      `Your account at ${siteName} is erased, with all that was kept of you. What the law says must be kept of orders stays, without you.`,
    ],
    closing: 'If you did not ask for that, tell the operator of the site at once. The account cannot be brought back.',
  }),
};
