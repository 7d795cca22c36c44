// Logging in, signing up, and the orders of an account.

import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { LogInDocument, LogOutDocument, OrdersDocument, SignUpDocument } from './generated/graphql.ts';
import { Failed, Price, Problem, problemOf, Waiting } from './parts.tsx';
import { Link } from './route.tsx';
import type { Person } from './shop.tsx';

export function Account({ user, onPerson }: { user: Person['user']; onPerson: () => void }) {
  const [, logOut] = useMutation(LogOutDocument);
  if (!user) return <LogIn onPerson={onPerson} />;
  return (
    <>
      <h1>Your account</h1>
      <p>
        You are logged in as {user.email}.{' '}
        <button type="button" onClick={() => logOut({}).then(onPerson)}>
          Log out
        </button>
      </p>
      <Orders />
    </>
  );
}

function Orders() {
  const [{ data, error }] = useQuery({ query: OrdersDocument, requestPolicy: 'cache-and-network' });
  if (error) return <Failed error={error} />;
  if (!data) return <Waiting />;
  const orders = data.viewer.orders?.nodes ?? [];
  return (
    <>
      <h2>Orders</h2>
      {orders.length === 0 && <p>You have not ordered anything yet.</p>}
      <ul>
        {orders.map(({ id, number, state, total }) => (
          <li key={id}>
            <Link to={`/orders/${encodeURIComponent(id)}`}>Order {number}</Link> · {state.toLowerCase()} ·{' '}
            <Price of={total} />
          </li>
        ))}
      </ul>
    </>
  );
}

function LogIn({ onPerson }: { onPerson: () => void }) {
  const [, logIn] = useMutation(LogInDocument);
  const [, signUp] = useMutation(SignUpDocument);
  const [problem, setProblem] = useState<string>();
  const send = async (fields: FormData, isNew: boolean): Promise<void> => {
    const given = { email: String(fields.get('email')), password: String(fields.get('password')) };
    const result = isNew ? await signUp(given) : await logIn(given);
    const payload =
      result.data && ('accountCreate' in result.data ? result.data.accountCreate : result.data.sessionLogIn);
    const found = problemOf(result, payload?.userErrors);
    setProblem(found);
    if (!found) onPerson();
  };
  return (
    <>
      <h1>Log in</h1>
      <form
        className="log-in"
        onSubmit={(event) => {
          event.preventDefault();
          const { submitter } = event.nativeEvent as SubmitEvent;
          void send(new FormData(event.currentTarget), submitter?.getAttribute('value') === 'new');
        }}
      >
        <label>
          E-mail address
          <input name="email" type="email" autoComplete="username" required />
        </label>
        <label>
          Password
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <button type="submit">Log in</button>
        <button type="submit" value="new">
          Make a new account
        </button>
        <Problem text={problem} />
      </form>
    </>
  );
}
