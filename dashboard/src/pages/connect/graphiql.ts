// Whether this Mortar serves GraphiQL, which a setting decides.

/** Its page weighs megabytes, so the answer is left as soon as its head is there. */
export async function hasGraphiql(): Promise<boolean> {
  const leave = new AbortController();
  try {
    const { ok, headers } = await fetch('/graphql', { headers: { accept: 'text/html' }, signal: leave.signal });
    return ok && (headers.get('content-type') ?? '').includes('text/html');
  } catch {
    return false;
  } finally {
    leave.abort();
  }
}
