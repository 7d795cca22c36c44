// How deep lists and objects are in each other in a text of JSON. Whatever calls itself for each level, as JSON.stringify does, runs out
// of stack where there are thousands.

const [quote, openList, closeList, openObject, closeObject] = [0x22, 0x5b, 0x5d, 0x7b, 0x7d];

/** Whether a text has more levels than `most`. For a text that is not JSON the answer means nothing. */
export function isNestedDeeper(text: string, most: number): boolean {
  // Each level has two brackets, and a text that ends too early has nobody who reads it.
  if (text.length <= 2 * most) return false;
  let level = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at);
    if (letter === quote) at = endOfString(text, at);
    else if (letter === openList || letter === openObject) level += 1;
    else if (letter === closeList || letter === closeObject) level -= 1;
    if (level > most) return true;
  }
  return false;
}

/** Where the quote is that ends the string which begins here; the end of the text if there is none. */
function endOfString(text: string, start: number): number {
  let at = start;
  for (;;) {
    at = text.indexOf('"', at + 1);
    if (at < 0) return text.length;
    let before = at - 1;
    while (text[before] === '\\') before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
}
