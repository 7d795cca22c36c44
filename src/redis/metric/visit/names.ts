// Texts that visits have in common, each known by a number.

/** What a text takes beside its characters, roughly. */
const bytesPerName = 60;

export class Names {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];
  #bytes = 0;

  idOf(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.length;
    this.#ids.set(text, id);
    this.#texts.push(text);
    this.#bytes += bytesPerName + text.length;
    return id;
  }

  /** -1 for a text that has none. */
  find(text: string): number {
    return this.#ids.get(text) ?? -1;
  }

  textOf(id: number): string {
    return this.#texts[id] as string;
  }

  get size(): number {
    return this.#texts.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** 1 for each of which `test` is true, by their numbers. */
  where(test: (text: string) => boolean): Uint8Array {
    return Uint8Array.from(this.#texts, (text) => Number(test(text)));
  }
}

/** The names of a site. Those of labels begin with the kind of the step, as in journals: `p/cart`, `ePURCHASE`. */
export class SiteNames {
  readonly visitors = new Names();
  readonly labels = new Names();
  readonly profiles = new Names();

  get bytes(): number {
    return this.visitors.bytes + this.labels.bytes + this.profiles.bytes;
  }
}
