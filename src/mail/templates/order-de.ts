// The mails about orders in German.

import type { OrderTemplates } from './order.ts';

const greeting = 'Guten Tag,';
const closing = 'Bitte antworten Sie auf diese Mail, wenn etwas mit Ihrer Bestellung nicht stimmt.';
const noteOf = (note: string | null): string[] => (note ? [note] : []);

export const orderDe: OrderTemplates = {
  ORDER_RECEIPT: ({ siteName, number, rows, total, address }) => ({
    subject: `Ihre Bestellung ${number} bei ${siteName}`,
    greeting,
    paragraphs: [
      `vielen Dank für Ihre Bestellung ${number}. Sie ist bezahlt.`,
      ...rows,
      `Summe: ${total}`,
      ...(address.length > 0 ? [`Sie geht an: ${address.join(', ')}`] : []),
    ],
    closing: 'Bitte bewahren Sie diese Mail auf: Sie ist Ihre Quittung.',
  }),
  ORDER_SENT: ({ siteName, number, rows, address, tracking, link }) => ({
    subject: `Ihre Bestellung ${number} bei ${siteName} ist unterwegs`,
    greeting,
    paragraphs: [
      `wir haben diese Waren Ihrer Bestellung ${number} verschickt:`,
      ...rows,
      ...(address.length > 0 ? [`Sie gehen an: ${address.join(', ')}`] : []),
      ...(tracking ? [`Sie kommen mit: ${tracking}`] : []),
    ],
    ...(link && { action: 'Sendung verfolgen' }),
    closing,
  }),
  ORDER_CANCELLED: ({ siteName, number, total, note }) => ({
    subject: `Ihre Bestellung ${number} bei ${siteName} ist storniert`,
    greeting,
    paragraphs: [
      `Ihre Bestellung ${number} ist storniert.`,
      ...noteOf(note),
      `Wir erstatten, was Sie gezahlt haben: ${total}`,
    ],
    closing,
  }),
  ORDER_REFUNDED: ({ siteName, number, rows, total, note }) => ({
    subject: `Eine Erstattung zu Ihrer Bestellung ${number} bei ${siteName}`,
    greeting,
    paragraphs: [
      `wir erstatten ${total} zu Ihrer Bestellung ${number} auf dem Weg, auf dem Sie gezahlt haben. Das kann einige Tage dauern.`,
      ...rows,
      ...noteOf(note),
    ],
    closing,
  }),
  RETURN_REQUESTED: ({ siteName, number, rows }) => ({
    subject: `Ihre Rücksendung zur Bestellung ${number} bei ${siteName}`,
    greeting,
    paragraphs: [
      `Sie möchten diese Waren Ihrer Bestellung ${number} zurücksenden:`,
      ...rows,
      'Wir melden uns bald bei Ihnen.',
    ],
    closing: 'Bitte warten Sie auf unsere Antwort, bevor Sie etwas abschicken.',
  }),
  RETURN_APPROVED: ({ siteName, number, rows, note }) => ({
    subject: `Sie können Waren der Bestellung ${number} bei ${siteName} zurücksenden`,
    greeting,
    paragraphs: [`Sie können diese Waren Ihrer Bestellung ${number} zurücksenden:`, ...rows, ...noteOf(note)],
    closing: 'Bitte legen Sie die Nummer Ihrer Bestellung in das Paket.',
  }),
  RETURN_REFUSED: ({ siteName, number, rows, note }) => ({
    subject: `Ihre Rücksendung zur Bestellung ${number} bei ${siteName}`,
    greeting,
    paragraphs: [
      `leider können wir diese Waren Ihrer Bestellung ${number} nicht zurücknehmen.`,
      ...rows,
      ...noteOf(note),
    ],
    closing,
  }),
  RETURN_RECEIVED: ({ siteName, number, rows, note }) => ({
    subject: `Ihre Rücksendung zur Bestellung ${number} bei ${siteName} ist angekommen`,
    greeting,
    paragraphs: [`Diese Waren Ihrer Bestellung ${number} sind bei uns angekommen:`, ...rows, ...noteOf(note)],
    closing,
  }),
  ORDER_LINK: ({ siteName, number }) => ({
    subject: `Ihre Bestellung ${number} bei ${siteName} ansehen`,
    greeting,
    paragraphs: [
      `Mit diesem Link sehen Sie Ihre Bestellung ${number} und können Waren zurücksenden.`,
      'Er gilt einen Tag lang, in dem Browser, in dem Sie ihm zuerst folgen.',
    ],
    action: 'Bestellung ansehen',
    closing: 'Wenn Sie das nicht verlangt haben, beachten Sie diese Mail nicht: Ohne sie sieht niemand die Bestellung.',
  }),
};
