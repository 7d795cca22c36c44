// Time zones by their IANA names, such as Europe/Berlin.

/** The names that this system knows. */
export function timezones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')];
}

export function isTimezone(timezone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }) !== null;
  } catch {
    return false;
  }
}
