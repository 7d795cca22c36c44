// What every page is given.

export interface PageProps {
  /** What of the page the address names, such as a queue. */
  item: string | undefined;
}

/** What a page is given that stands open to who is not logged in. */
export interface OpenPageProps {
  /** The session has changed: begin anew with it. */
  onSession(): void;
}
