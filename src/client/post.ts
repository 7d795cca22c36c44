// How an operation is sent over HTTP.

import { type Answer, MortarError } from './error.ts';

export interface PostSettings {
  readonly url: string;
  /** Of each request. */
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
  readonly fetch: typeof fetch;
  readonly credentials: RequestCredentials;
}

export interface Operation {
  readonly query: string;
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

const json = 'application/graphql-response+json, application/json';

/** @throws MortarError UNREACHABLE; what aborted the signal */
export async function post(
  { url, headers, fetch, credentials }: PostSettings,
  operation: Operation,
  { accept = json, signal }: { accept?: string; signal?: AbortSignal | undefined },
): Promise<Response> {
  const own = await headers();
  try {
    return await fetch(url, {
      ...{ method: 'POST', credentials, body: JSON.stringify(operation), ...(signal && { signal }) },
      headers: { 'content-type': 'application/json', accept, ...own },
    });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw new MortarError({ code: 'UNREACHABLE', message: `${url} cannot be reached.` }, { cause: error });
  }
}

/** @throws MortarError BAD_ANSWER */
export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  try {
    const answer = JSON.parse(text) as Answer;
    if (typeof answer === 'object' && (answer?.data !== undefined || answer?.errors)) return answer;
  } catch {
    // It is none, as below.
  }
  const message = `${response.url} answered ${response.status} without a result: ${text.slice(0, 100)}`;
  throw new MortarError({ code: 'BAD_ANSWER', message });
}
