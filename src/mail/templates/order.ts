// The mails about orders, in every language.

import type { MailWords } from './template.ts';

export interface OrderFacts {
  readonly siteName: string;
  readonly number: string;
  /** Such as `2 x Mug: 28.00`, and what the total is made of beside the lines. */
  readonly rows: readonly string[];
  /** With its currency. */
  readonly total: string;
  /** Where it goes to, as the country writes it; empty where that is not known. */
  readonly address: readonly string[];
}

export type ReceiptTemplate = (facts: OrderFacts) => MailWords;

/** By the language of the mail. */
export const receipts: Readonly<Record<'en' | 'de', ReceiptTemplate>> = {
  en: ({ siteName, number, rows, total, address }) => ({
    subject: `Your order ${number} at ${siteName}`,
    greeting: 'Hello,',
    paragraphs: [
      `Thank you for your order ${number}. It is paid.`,
      ...rows,
      `Total: ${total}`,
      ...(address.length > 0 ? [`It goes to: ${address.join(', ')}`] : []),
    ],
    closing: 'Please keep this mail: it is your receipt.',
  }),
  de: ({ siteName, number, rows, total, address }) => ({
    subject: `Ihre Bestellung ${number} bei ${siteName}`,
    greeting: 'Guten Tag,',
    paragraphs: [
      `vielen Dank für Ihre Bestellung ${number}. Sie ist bezahlt.`,
      ...rows,
      `Summe: ${total}`,
      ...(address.length > 0 ? [`Sie geht an: ${address.join(', ')}`] : []),
    ],
    closing: 'Bitte bewahren Sie diese Mail auf: Sie ist Ihre Quittung.',
  }),
};
