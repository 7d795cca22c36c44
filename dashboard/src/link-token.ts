/** The token of the link of a mail that was followed; null where there is none. Opening the page uses nothing up. */
export function tokenOfLink(): string | null {
  return new URLSearchParams(window.location.hash.slice(1)).get('token');
}
