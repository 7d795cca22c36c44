// The mails in German.

import { minutesPerDay, type Templates } from './template.ts';

const greeting = (name: string | null): string => (name ? `Guten Tag ${name},` : 'Guten Tag,');
const closing = 'Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Ohne Sie ändert sich nichts.';
const notYou = 'Wenn Sie das nicht waren, fordern Sie sofort ein neues Passwort an.';
const codeLabel = 'Oder geben Sie diesen Code dort ein, wo Sie die Mail angefordert haben:';

export const de: Templates = {
  PASSWORD_RESET: ({ siteName, name, minutes }) => ({
    subject: `Neues Passwort für ${siteName}`,
    greeting: greeting(name),
    paragraphs: [
      `Jemand, vermutlich Sie, hat ein neues Passwort für Ihr Konto bei ${siteName} angefordert.`,
      `Der Link gilt einmal, ${minutes} Minuten lang. Sie werden überall abgemeldet.`,
    ],
    action: 'Neues Passwort wählen',
    codeLabel,
    closing,
  }),
  EMAIL_VERIFICATION: ({ siteName, name, minutes }) => ({
    subject: `Bestätigen Sie Ihre E-Mail-Adresse für ${siteName}`,
    greeting: greeting(name),
    paragraphs: [
      `Bitte bestätigen Sie, dass dies die E-Mail-Adresse Ihres Kontos bei ${siteName} ist.`,
      `Der Link gilt einmal, ${minutes} Minuten lang, in einem Browser, in dem Sie angemeldet sind.`,
    ],
    action: 'Adresse bestätigen',
    codeLabel,
    closing,
  }),
  LOG_IN: ({ siteName, name, minutes }) => ({
    subject: `Anmeldung bei ${siteName}`,
    greeting: greeting(name),
    paragraphs: [`Mit diesem Link melden Sie sich bei ${siteName} an. Er gilt einmal, ${minutes} Minuten lang.`],
    action: 'Anmelden',
    codeLabel,
    closing,
  }),
  INVITATION: ({ siteName, name, minutes }) => ({
    subject: `Sie sind zu ${siteName} eingeladen`,
    greeting: greeting(name),
    paragraphs: [
      `Für Sie wurde mit dieser Adresse ein Konto bei ${siteName} eingerichtet.`,
      `Wählen Sie ein Passwort, um zu beginnen. Der Link gilt einmal, ${minutes / minutesPerDay} Tage lang.`,
    ],
    action: 'Passwort wählen',
    closing: 'Wenn Sie das nicht erwartet haben, brauchen Sie nichts zu tun: Ohne Sie kann niemand das Konto benutzen.',
  }),
  WEBHOOK_WAS_STOPPED: ({ siteName, name, webhook }) => ({
    subject: `Ein Webhook von ${siteName} wurde abgeschaltet`,
    greeting: greeting(name),
    paragraphs: [
      `${siteName} hat den Webhook ${webhook} abgeschaltet, weil seine Zustellungen seit Tagen fehlschlagen oder das Programm geantwortet hat, dass es ihn nicht mehr gibt.`,
      'Ereignisse werden nicht mehr an ihn gesendet.',
    ],
    closing: 'Schalten Sie ihn auf der Seite Webhooks des Dashboards wieder ein, sobald das Programm läuft.',
  }),
  PASSWORD_WAS_RESET: ({ siteName, name }) => ({
    subject: `Ihr Passwort für ${siteName} wurde geändert`,
    greeting: greeting(name),
    paragraphs: [
      `Ihr Passwort für ${siteName} wurde über eine Mail an diese Adresse ersetzt, und alle Sitzungen wurden beendet.`,
    ],
    closing:
      'Wenn Sie das nicht waren, fordern Sie sofort ein neues Passwort an und prüfen Sie, wer Ihre Mails noch lesen kann.',
  }),
  PASSWORD_WAS_CHANGED: ({ siteName, name }) => ({
    subject: `Ihr Passwort für ${siteName} wurde geändert`,
    greeting: greeting(name),
    paragraphs: [`Ihr Passwort für ${siteName} wurde geändert, und alle anderen Geräte wurden abgemeldet.`],
    closing: notYou,
  }),
  SECOND_FACTOR_WAS_ADDED: ({ siteName, name }) => ({
    subject: `Ihr Konto bei ${siteName} hat einen weiteren Faktor`,
    greeting: greeting(name),
    paragraphs: [`Zu Ihrem Konto bei ${siteName} wurde eine Authenticator-App oder ein Passkey hinzugefügt.`],
    closing: notYou,
  }),
  SECOND_FACTOR_WAS_REMOVED: ({ siteName, name }) => ({
    subject: `Ein Faktor Ihres Kontos bei ${siteName} wurde entfernt`,
    greeting: greeting(name),
    paragraphs: [`Von Ihrem Konto bei ${siteName} wurde eine Authenticator-App oder ein Passkey entfernt.`],
    closing: notYou,
  }),
  RECOVERY_CODES_WERE_REPLACED: ({ siteName, name }) => ({
    subject: `Ihre Wiederherstellungscodes für ${siteName} wurden ersetzt`,
    greeting: greeting(name),
    paragraphs: [`Ihre Wiederherstellungscodes für ${siteName} wurden ersetzt. Die bisherigen gelten nicht mehr.`],
    closing: notYou,
  }),
  RECOVERY_CODE_WAS_USED: ({ siteName, name }) => ({
    subject: `Ein Wiederherstellungscode für ${siteName} wurde benutzt`,
    greeting: greeting(name),
    paragraphs: [`Anstelle Ihres zweiten Faktors wurde ein Wiederherstellungscode für ${siteName} benutzt.`],
    closing: notYou,
  }),
  PROVIDER_WAS_LINKED: ({ siteName, name }) => ({
    subject: `Ihr Konto bei ${siteName} hat eine weitere Anmeldung`,
    greeting: greeting(name),
    paragraphs: [
      `Ihr Konto bei ${siteName} lässt sich nun auch mit einer Anmeldung bei einem anderen Anbieter öffnen.`,
    ],
    closing: notYou,
  }),
  PROVIDER_WAS_UNLINKED: ({ siteName, name }) => ({
    subject: `Eine Anmeldung Ihres Kontos bei ${siteName} wurde entfernt`,
    greeting: greeting(name),
    paragraphs: [
      `Ihr Konto bei ${siteName} lässt sich nicht mehr mit der Anmeldung bei einem anderen Anbieter öffnen.`,
    ],
    closing: notYou,
  }),
  API_KEY_WAS_ADDED: ({ siteName, name }) => ({
    subject: `Ihr Konto bei ${siteName} hat einen neuen API-Schlüssel`,
    greeting: greeting(name),
    paragraphs: [
      `Mit einem neuen API-Schlüssel kann ein Programm Ihr Konto bei ${siteName} benutzen, so weit der Schlüssel es erlaubt.`,
    ],
    closing: notYou,
  }),
  SIGN_UP: ({ siteName, name, minutes }) => ({
    subject: `Ihr Code für ${siteName}`,
    greeting: greeting(name),
    paragraphs: [
      `Willkommen bei ${siteName}. Geben Sie diesen Code innerhalb von ${minutes} Minuten dort ein, wo Sie sich registriert haben.`,
      'Auch mit dem Link melden Sie sich an. Ein Passwort wählen Sie dann später.',
    ],
    action: 'Anmelden',
    codeLabel,
    closing,
  }),
  SIGN_UP_TAKEN: ({ siteName, name, minutes }) => ({
    subject: `Sie haben ein Konto bei ${siteName}`,
    greeting: greeting(name),
    paragraphs: [
      `Jemand, vermutlich Sie, wollte sich bei ${siteName} mit dieser Adresse registrieren, die schon ein Konto hat.`,
      `Mit diesem Link oder Code melden Sie sich ${minutes} Minuten lang daran an. Das Passwort ist das bisherige.`,
    ],
    action: 'Anmelden',
    codeLabel,
    closing,
  }),
  EMAIL_CHANGE: ({ siteName, name, minutes }) => ({
    subject: `Bestätigen Sie Ihre neue E-Mail-Adresse für ${siteName}`,
    greeting: greeting(name),
    paragraphs: [
      `Bitte bestätigen Sie, dass dies die neue E-Mail-Adresse Ihres Kontos bei ${siteName} ist.`,
      `Der Link gilt einmal, ${minutes} Minuten lang, in einem Browser, in dem Sie angemeldet sind.`,
    ],
    action: 'Adresse bestätigen',
    codeLabel,
    closing,
  }),
  EMAIL_WAS_CHANGED: ({ siteName, name }) => ({
    subject: `Ihre E-Mail-Adresse für ${siteName} wurde geändert`,
    greeting: greeting(name),
    paragraphs: [`Ihr Konto bei ${siteName} hat jetzt eine andere E-Mail-Adresse. Hierher kommen keine Mails mehr.`],
    closing: 'Wenn Sie das nicht waren, wenden Sie sich sofort an den Betreiber der Seite.',
  }),
  ACCOUNT_WAS_RESET: ({ siteName, name }) => ({
    subject: `Ihr Konto bei ${siteName} wurde zurückgesetzt`,
    greeting: greeting(name),
    paragraphs: [
      `Der Betreiber von ${siteName} hat Ihrem Konto ein neues Passwort gegeben und weitere Faktoren entfernt. Sie wurden überall abgemeldet.`,
    ],
    closing: 'Wenn Sie das nicht wollten, wenden Sie sich sofort an den Betreiber der Seite.',
  }),
  ACCOUNT_WAS_ERASED: ({ siteName, name }) => ({
    subject: `Ihr Konto bei ${siteName} ist gelöscht`,
    greeting: greeting(name),
    paragraphs: [
      `Ihr Konto bei ${siteName} ist gelöscht, mit allem, was von Ihnen gespeichert war. Was das Gesetz von Bestellungen aufzubewahren verlangt, bleibt, ohne Sie.`,
    ],
    closing:
      'Wenn Sie das nicht wollten, wenden Sie sich sofort an den Betreiber der Seite. Das Konto lässt sich nicht wiederherstellen.',
  }),
};
