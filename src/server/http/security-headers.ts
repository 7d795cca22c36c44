// What every answer tells browsers. A page that needs more, as the dashboard does, sends fields of its own in their place.

const plain: readonly string[] = [
  ...['X-Content-Type-Options', 'nosniff'],
  // Answers are data: if one is opened as a page, it loads and runs nothing, and no page frames it.
  'Content-Security-Policy',
  "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
  ...['Referrer-Policy', 'no-referrer'],
  ...['Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
  ...['Cross-Origin-Opener-Policy', 'same-origin'],
  ...['Cross-Origin-Resource-Policy', 'same-origin'],
];

/** A year, as browsers' preload lists and OWASP's ASVS ask for. */
const secured: readonly string[] = [...plain, 'Strict-Transport-Security', 'max-age=31536000; includeSubDomains'];

/**
 * Names and values in turn. `secure`: whether the client came over TLS. Browsers ignore Strict-Transport-Security that comes without.
 */
export function securityFields(secure: boolean): readonly string[] {
  return secure ? secured : plain;
}
