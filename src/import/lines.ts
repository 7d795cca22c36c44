// Cuts a stream into lines without ever holding more than one line of bounded length.

/** In characters. */
const longestLine = 65_536;

/** Yields each line without its line break; null for a line that is longer than 64 kB, which is dropped. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string | null> {
  let rest = '';
  let dropping = false;
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() as string;
    for (const part of parts) {
      yield dropping || part.length > longestLine ? null : part.replace(/\r$/, '');
      dropping = false;
    }
    if (rest.length > longestLine) {
      dropping = true;
      rest = '';
    }
  }
  if (rest !== '' || dropping) yield dropping ? null : rest;
}

/** The text of a file in UTF-8 or, as its first bytes tell, in UTF-16. A mark of the order of bytes is no part of it. */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(encodingOf(chunk));
    yield decoder.decode(chunk, { stream: true });
  }
  if (decoder) yield decoder.decode();
}

function encodingOf([first, second]: Uint8Array): string {
  // A log begins with a character of ASCII, so one of its two bytes is 0.
  if ((first === 0xff && second === 0xfe) || second === 0) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || first === 0 ? 'utf-16be' : 'utf-8';
}
