// The peers are installed beside the benches and are no dependencies of Mortar, which is compiled without them.

/** A peer's exports; `Exports` names what is used of them. */
export async function importPeer<Exports>(name: string): Promise<Exports> {
  return (await import(name)) as Exports;
}
