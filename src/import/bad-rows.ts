// Counts the rows of a file that could not be read, and keeps the first few to show.

const shown = 5;

export class BadRows {
  count = 0;
  readonly examples: { readonly line: number; readonly text: string }[] = [];

  add(line: number, text: string): void {
    this.count += 1;
    if (this.examples.length < shown) this.examples.push({ line, text });
  }
}
