// What the mails about orders say, and with what.

import type { MailWords } from './template.ts';

export type OrderTemplateName =
  | 'ORDER_RECEIPT'
  | 'ORDER_SENT'
  | 'ORDER_CANCELLED'
  | 'ORDER_REFUNDED'
  | 'RETURN_REQUESTED'
  | 'RETURN_APPROVED'
  | 'RETURN_REFUSED'
  | 'RETURN_RECEIVED'
  | 'ORDER_LINK';

export interface OrderFacts {
  readonly siteName: string;
  readonly number: string;
  /** Such as `2 x Mug: 28.00`, and what the total is made of beside the lines. Of a part of the order, its lines: `2 x Mug`. */
  readonly rows: readonly string[];
  /** With its currency; of a refund, what is given back. */
  readonly total: string;
  /** Where it goes to, as the country writes it; empty where that is not known. */
  readonly address: readonly string[];
  /** The carrier and its number; null where they are not known. */
  readonly tracking: string | null;
  /** What the link of the mail leads to; '' where it has none. */
  readonly link: string;
  /** What the shop wrote with it; null where that is nothing. */
  readonly note: string | null;
}

export type OrderTemplates = Readonly<Record<OrderTemplateName, (facts: OrderFacts) => MailWords>>;
