// Lists of which one entry cannot be read: the others are, and it is an error in its place.

export function orError<Value>(read: () => Value): Value | Error {
  try {
    return read();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** As `orError`, of what is read later. */
export function orErrorLater<Value>(reading: Promise<Value>): Promise<Value | Error> {
  return reading.catch((error: unknown) =>
    orError<Value>(() => {
      throw error;
    }),
  );
}

/** Those that can be read. */
export function readable<Value>(entries: readonly (Value | Error)[]): Value[] {
  return entries.filter((entry): entry is Value => !(entry instanceof Error));
}
