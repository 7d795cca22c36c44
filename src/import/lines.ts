// Cuts a stream into lines without ever holding more than one line of bounded length.

/** In characters. */
const longestLine = 65_536;

/** Yields each line without its line break; null for a line that is longer than `longest`, by default 64 kB, which is dropped. */
export async function* linesOf(chunks: AsyncIterable<string>, longest = longestLine): AsyncGenerator<string | null> {
  let rest = '';
  let dropping = false;
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() as string;
    for (const part of parts) {
      yield dropping || part.length > longest ? null : part.replace(/\r$/, '');
      dropping = false;
    }
    if (rest.length > longest) {
      dropping = true;
      rest = '';
    }
  }
  if (rest !== '' || dropping) yield dropping ? null : rest;
}
