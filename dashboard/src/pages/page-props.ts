// What every page is given.

export interface PageProps {
  /** What of the page the address names, such as a queue. */
  item: string | undefined;
}
