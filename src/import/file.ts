// Reads a file that is to be imported: its bytes, unpacked if its name ends in `.gz`, and its text, whatever its encoding.

import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { analyse } from 'chardet';

const limits = {
  /** Bytes of the lines with letters beyond ASCII, by which the encoding is guessed. */
  sampleBytes: 65_536,
} as const;

/** By the name of the file. */
export const isJsonLines = (file: string): boolean => /\.(?:jsonl|ndjson)(?:\.gz)?$/i.test(file);

export interface OpenFile {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Of the file as it is on disk. */
  bytesRead(): number;
  close(): void;
}

/** The bytes throw the file's own error if it cannot be read. */
export function openFile(file: string): OpenFile {
  const source = createReadStream(file);
  const close = (): void => void source.destroy();
  const bytesRead = (): number => source.bytesRead;
  if (!file.endsWith('.gz')) return { bytes: source, bytesRead, close };
  const unpacked = createGunzip();
  source.on('error', (error) => unpacked.destroy(error));
  return { bytes: source.pipe(unpacked), bytesRead, close };
}

/** @throws Error if Node knows no encoding of this name. */
export function encodingNamed(name: string): string {
  try {
    return new TextDecoder(name).encoding;
  } catch {
    throw new Error(`--encoding is the name of an encoding, such as utf-8, windows-1252 or shift_jis, not ${name}`);
  }
}

/**
 * The encoding of a file, by its mark of the order of bytes, by whether nearly all of it is UTF-8, and else by its letters: what
 * is written in Latin letters is taken for windows-1252, which has all of Latin-1.
 */
export async function detectEncoding(file: string): Promise<string> {
  const opened = openFile(file);
  const utf8 = new TextDecoder();
  const sample: string[] = [];
  let [length, letters, unreadable] = [0, 0, 0];
  const count = (text: string): void => {
    for (const letter of text.match(/[^\0-\x7f]/g) ?? []) {
      letters += 1;
      if (letter === '\ufffd') unreadable += 1;
    }
  };
  try {
    let isFirst = true;
    for await (const chunk of opened.bytes) {
      const wide = isFirst ? wideEncodingOf(chunk) : null;
      if (wide) return wide;
      isFirst = false;
      count(utf8.decode(chunk, { stream: true }));
      if (length >= limits.sampleBytes) continue;
      const lines = Buffer.from(chunk).toString('latin1').split('\n');
      const found = lines.filter((line) => /[\x80-\xff]/.test(line)).join('\n');
      sample.push(found);
      length += found.length;
    }
    count(utf8.decode());
  } finally {
    opened.close();
  }
  // A few bad bytes are bad rows of a file in UTF-8.
  return unreadable * 10 <= letters ? 'utf-8' : guessed(sample.join('\n').slice(0, limits.sampleBytes));
}

/** By the first two bytes. The first character is one of ASCII, so one of its two bytes is 0. */
function wideEncodingOf([first, second]: Uint8Array): string | null {
  if ((first === 0xff && second === 0xfe) || (first !== undefined && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || first === 0 ? 'utf-16be' : null;
}

function guessed(sample: string): string {
  const words = (sample.match(/[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*/g) ?? []).join('');
  const foreign = words.match(/[\x80-\xff]/g)?.length ?? 0;
  if (foreign * 2 <= words.length) return 'windows-1252';
  for (const { name } of analyse(Buffer.from(sample, 'latin1'))) {
    try {
      const decoder = new TextDecoder(name, { fatal: true });
      decoder.decode(Buffer.from(sample, 'latin1'), { stream: true });
      return decoder.encoding;
    } catch {
      // Node does not know it, or the text is not in it.
    }
  }
  return 'windows-1252';
}

/**
 * The text of the bytes, without a mark of the order of bytes. What is not in the encoding becomes U+FFFD.
 * @param encoding null is UTF-8 or, as the first bytes tell, UTF-16
 */
export async function* decoded(bytes: AsyncIterable<Uint8Array>, encoding: string | null): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(encoding ?? wideEncodingOf(chunk) ?? 'utf-8');
    yield decoder.decode(chunk, { stream: true });
  }
  if (decoder) yield decoder.decode();
}
