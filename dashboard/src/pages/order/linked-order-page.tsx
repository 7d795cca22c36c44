import { useState } from 'react';
import { useAction, useLive, useReading } from '../../data.ts';
import {
  GuestStartDocument,
  LinkedOrderDocument,
  LinkedOrderUpdatedDocument,
  OrderLinkRequestDocument,
  OrderLinkUseDocument,
  type OrderPartsFragment,
} from '../../generated/graphql.ts';
import { tokenOfLink } from '../../link-token.ts';
import { Card } from '../../parts/card.tsx';
import { EmailField } from '../../parts/email-field.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Missing } from '../../parts/states.tsx';
import { goTo, Link, usePlace } from '../../routing.tsx';
import type { OpenPageProps } from '../page-props.ts';
import { OrderFulfilments } from './order-fulfilments.tsx';
import { OrderHistory } from './order-history.tsx';
import { OrderLines } from './order-lines.tsx';
import { OrderRefunds } from './order-refunds.tsx';
import { OrderReturns } from './order-returns.tsx';
import { OrderStateBadge } from './order-state.tsx';
import { OrderContact, OrderTotal } from './order-total.tsx';

const title = 'Your order';

/** An order for whom a mail leads to it, also without an account. */
export function LinkedOrderPage({ onSession }: OpenPageProps) {
  const { item } = usePlace();
  const [token] = useState(tokenOfLink);
  if (item) return <LinkedOrder id={item} />;
  return token ? <FollowLink token={token} onSession={onSession} /> : <AskForLink />;
}

/** The link is used when the reader says so, and not by a program that looks through mails. */
function FollowLink({ token, onSession }: OpenPageProps & { token: string }) {
  const start = useAction(GuestStartDocument);
  const follow = useAction(OrderLinkUseDocument);
  const [isAsking, setAsking] = useState(false);
  if (isAsking) return <AskForLink />;

  async function submit(): Promise<void> {
    if (!(await start.run({}))) return;
    const data = await follow.run({ token });
    const order = data?.orderLinkUse?.order;
    if (!order) return;
    goTo('order', order.id);
    onSession();
  }

  return (
    <Card title={title} onSubmit={submit}>
      <p>You followed the link of a mail. It shows your order in this browser for 24 hours.</p>
      {(start.problem ?? follow.problem) && <Problem>{start.problem ?? follow.problem}</Problem>}
      <button type="submit" className="primary" disabled={start.busy || follow.busy}>
        Show the order
      </button>
      <button type="button" onClick={() => setAsking(true)}>
        Get another mail
      </button>
    </Card>
  );
}

function AskForLink() {
  const start = useAction(GuestStartDocument);
  const ask = useAction(OrderLinkRequestDocument);
  const [email, setEmail] = useState('');
  const [number, setNumber] = useState('');
  const [isAsked, setAsked] = useState(false);

  async function submit(): Promise<void> {
    if (!(await start.run({}))) return;
    const data = await ask.run({ input: { email, number } });
    setAsked(data?.orderLinkRequest?.requested ?? false);
  }

  return (
    <Card title={title} onSubmit={submit}>
      <p>Look at an order without an account: get a mail with a link to it.</p>
      <EmailField value={email} onChange={setEmail} />
      <label className="field">
        Number of the order
        <input required value={number} onChange={({ target }) => setNumber(target.value)} />
      </label>
      {isAsked && (
        <p role="status">
          If the order {number} has the address {email}, a mail is on its way. Its link works for 24 hours.
        </p>
      )}
      {(start.problem ?? ask.problem) && <Problem>{start.problem ?? ask.problem}</Problem>}
      <button type="submit" className="primary" disabled={start.busy || ask.busy}>
        Send the mail
      </button>
      <Link page="">Log in</Link>
    </Card>
  );
}

function LinkedOrder({ id }: { id: string }) {
  const reading = useReading(LinkedOrderDocument, { id });
  const found = reading.data?.node?.__typename === 'Order' ? reading.data.node : undefined;
  const live = useLive(LinkedOrderUpdatedDocument, { id }, !found);
  const order = live.data?.orderUpdated ?? found;
  const missing = (
    <Missing title="This browser may not see the order.">
      The link of a mail shows an order for 24 hours. <Link page="order">Get another mail</Link>, or{' '}
      <Link page="orders">log in</Link>.
    </Missing>
  );
  return (
    <main className="alone">
      <Page title={order ? `Order ${order.number}` : title}>
        <ReadingView reading={reading} missing={missing}>
          {() => (order ? <OrderView order={order} /> : missing)}
        </ReadingView>
      </Page>
    </main>
  );
}

function OrderView({ order }: { order: OrderPartsFragment }) {
  return (
    <>
      <Panel title="State" actions={<OrderStateBadge state={order.state} />}>
        <OrderHistory history={order.history} />
      </Panel>
      <OrderLines order={order} />
      <OrderTotal adjustments={order.adjustments} />
      <OrderContact order={order} />
      <OrderFulfilments order={order} readOnly />
      <OrderReturns order={order} readOnly />
      <OrderRefunds refunds={order.refunds} />
    </>
  );
}
