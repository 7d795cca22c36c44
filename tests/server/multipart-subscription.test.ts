// Subscriptions over HTTP by Apollo's multipart protocol, with Apollo Client's HttpLink and as they are written.

import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { describe, expect, it } from 'vitest';
import { multipartDialect } from '../../src/server/stream/stream-dialect.ts';
import { openTestApp } from '../support/app.ts';
import { codeOf, postGraphql } from '../support/post.ts';

const app = await openTestApp();

const clientOf = (token: string) =>
  new ApolloClient({
    cache: new InMemoryCache(),
    link: new HttpLink({ uri: app.endpoint, headers: { authorization: `Bearer ${token}` } }),
  });

const liveMetrics = gql`subscription { liveMetrics { windowSeconds } }`;
const accept = 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0, application/json';

describe("Apollo Client's HttpLink", () => {
  it('is given results, and the end with the session', async () => {
    const token = await app.token('ADMIN');
    const seen: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      clientOf(token)
        .subscribe({ query: liveMetrics })
        .subscribe({
          next: ({ data, error }) => {
            seen.push(error ?? data);
            app.client(token).request('mutation { sessionLogOut { ended } }').catch(reject);
          },
          error: reject,
          complete: resolve,
        });
    });
    expect(seen[0]).toMatchObject({ liveMetrics: { windowSeconds: 300 } });
  });

  it('is told of a refusal', async () => {
    const error = await new Promise((resolve) => {
      clientOf('')
        .subscribe({ query: liveMetrics })
        .subscribe({ next: (result) => resolve(result.error), error: resolve });
    });
    expect(JSON.stringify(error)).toContain('UNAUTHENTICATED');
  });
});

describe('the answer', () => {
  it('has a part for each result, with the boundary behind it', async () => {
    const response = await fetch(app.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, authorization: `Bearer ${await app.token('ADMIN')}` },
      body: JSON.stringify({ query: 'subscription { liveMetrics { windowSeconds } }' }),
    });
    expect(response.headers.get('content-type')).toBe('multipart/mixed; boundary="graphql"; subscriptionSpec=1.0');
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes('}\r\n--graphql')) break;
    }
    expect(text).toBe(
      '\r\n--graphql\r\nContent-Type: application/json\r\n\r\n' +
        '{"payload":{"data":{"liveMetrics":{"windowSeconds":300}}}}\r\n--graphql',
    );
  });

  it('is JSON where there is nothing to stream', async () => {
    const reply = await postGraphql(app.endpoint, { query: 'subscription { nothing }' }, { accept });
    expect(codeOf(reply)).toBe('BAD_USER_INPUT');
    expect((await postGraphql(app.endpoint, { query: '{ __typename }' }, { accept })).body.data).toEqual({
      __typename: 'Query',
    });
  });

  it('beats with empty parts, and tells of a failure in place of a payload', () => {
    expect(multipartDialect.heartbeat).toBe('\r\nContent-Type: application/json\r\n\r\n{}\r\n--graphql');
    const failure = multipartDialect.failure({ errors: [{ message: 'It failed.' }] }).toString();
    expect(failure).toContain('{"payload":null,"errors":[{"message":"It failed."}]}\r\n--graphql');
  });
});
