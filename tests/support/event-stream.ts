// A subscription over server-sent events, as an HTTP client of any language reads it.

/** The results one after the other, until the server completes the stream or it is left. */
export async function* readEventStream(
  endpoint: string,
  token: string,
  query: string,
  lastEventId?: string,
  headers: Readonly<Record<string, string>> = {},
): AsyncGenerator<{ readonly data?: unknown; readonly errors?: readonly unknown[]; readonly id: string | undefined }> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    },
    body: JSON.stringify({ query }),
  });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = text.slice(0, end);
      text = text.slice(end + 2);
      if (!event.startsWith('event: next')) continue;
      const [, id] = /^id: (.*)$/m.exec(event) ?? [];
      yield { ...JSON.parse(event.slice(event.indexOf('data: ') + 'data: '.length)), id };
    }
  }
}
