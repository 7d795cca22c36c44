// Texts of callers. Half of a surrogate pair is no character: it cannot be sent as UTF-8, and readers of its JSON refuse it.

/** Control characters, halves of surrogate pairs, and separators of lines: they garble logs, mails and pages. */
export const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Whether it is whole characters, and as many as allowed. */
export function isText(text: string, most: number, least = 1): boolean {
  return typeof text === 'string' && text.length >= least && text.length <= most && text.isWellFormed();
}

/** Cut to what is allowed, for texts such as messages of errors that are better kept in part than refused. */
export function cutText(text: unknown, most: number): string {
  return toText(text).slice(0, most).toWellFormed();
}

/** What was thrown, or another value, as a text. There are values that String() throws at. */
export function toText(value: unknown): string {
  try {
    return String(value);
  } catch {
    return typeof value;
  }
}

/** The message of an error, or what else was thrown, as a text. An error may have a getter for a message, which throws as well. */
export function messageOf(error: unknown): string {
  try {
    return toText(error instanceof Error ? error.message : error);
  } catch {
    return typeof error;
  }
}
