// The mails about orders in English.

import type { OrderTemplates } from './order.ts';

const greeting = 'Hello,';
const closing = 'Please answer this mail if something is wrong with your order.';
const noteOf = (note: string | null): string[] => (note ? [note] : []);

export const orderEn: OrderTemplates = {
  ORDER_RECEIPT: ({ siteName, number, rows, total, address }) => ({
    subject: `Your order ${number} at ${siteName}`,
    greeting,
    paragraphs: [
      `Thank you for your order ${number}. It is paid.`,
      ...rows,
      `Total: ${total}`,
      ...(address.length > 0 ? [`It goes to: ${address.join(', ')}`] : []),
    ],
    closing: 'Please keep this mail: it is your receipt.',
  }),
  ORDER_SENT: ({ siteName, number, rows, address, tracking, link }) => ({
    subject: `Your order ${number} at ${siteName} is on its way`,
    greeting,
    paragraphs: [
      `We have sent these goods of your order ${number}:`,
      ...rows,
      ...(address.length > 0 ? [`They go to: ${address.join(', ')}`] : []),
      ...(tracking ? [`They are sent with: ${tracking}`] : []),
    ],
    ...(link && { action: 'Follow the parcel' }),
    closing,
  }),
  ORDER_CANCELLED: ({ siteName, number, total, note }) => ({
    subject: `Your order ${number} at ${siteName} is cancelled`,
    greeting,
    paragraphs: [`Your order ${number} is cancelled.`, ...noteOf(note), `We return what you paid: ${total}`],
    closing,
  }),
  ORDER_REFUNDED: ({ siteName, number, rows, total, note }) => ({
    subject: `A refund for your order ${number} at ${siteName}`,
    greeting,
    paragraphs: [
      `We return ${total} for your order ${number}, the way you paid. It can take some days.`,
      ...rows,
      ...noteOf(note),
    ],
    closing,
  }),
  RETURN_REQUESTED: ({ siteName, number, rows }) => ({
    subject: `Your return for order ${number} at ${siteName}`,
    greeting,
    paragraphs: [
      `You would like to return these goods of your order ${number}:`,
      ...rows,
      'We will write to you soon.',
    ],
    closing: 'Please wait for our answer before you send them.',
  }),
  RETURN_APPROVED: ({ siteName, number, rows, note }) => ({
    subject: `You can return goods of order ${number} at ${siteName}`,
    greeting,
    paragraphs: [`You can send back these goods of your order ${number}:`, ...rows, ...noteOf(note)],
    closing: 'Please put the number of your order into the parcel.',
  }),
  RETURN_REFUSED: ({ siteName, number, rows, note }) => ({
    subject: `Your return for order ${number} at ${siteName}`,
    greeting,
    paragraphs: [`We are sorry: we cannot take back these goods of your order ${number}.`, ...rows, ...noteOf(note)],
    closing,
  }),
  RETURN_RECEIVED: ({ siteName, number, rows, note }) => ({
    subject: `We have received your return for order ${number} at ${siteName}`,
    greeting,
    paragraphs: [`These goods of your order ${number} have come back to us:`, ...rows, ...noteOf(note)],
    closing,
  }),
  ORDER_LINK: ({ siteName, number }) => ({
    subject: `Look at your order ${number} at ${siteName}`,
    greeting,
    paragraphs: [
      `With this link you see your order ${number} and can return goods.`,
      'It works for a day, in the first browser in which you follow it.',
    ],
    action: 'Look at the order',
    closing: 'If you did not ask for this, ignore this mail: nobody sees the order without it.',
  }),
};
