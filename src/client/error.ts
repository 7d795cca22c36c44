// What can go wrong with an operation, as errors that a program can tell apart.

/** One entry of `errors` in an answer. docs/errors.md lists the codes. */
export interface MortarProblem {
  readonly message: string;
  /** Such as `RATE_LIMITED`; '' if the server named none. */
  readonly code: string;
  /** Which field of the answer it is about. */
  readonly path?: readonly (string | number)[];
  /** The path into the arguments that are wrong. */
  readonly field?: readonly string[];
  readonly retryAfterSeconds?: number;
}

/** An operation that failed. */
export class MortarError extends Error {
  override readonly name = 'MortarError';
  /** That of the first problem, `UNREACHABLE` if there was no answer, or `BAD_ANSWER` if it was none of GraphQL. */
  readonly code: string;
  readonly problems: readonly MortarProblem[];
  /** What the answer has of data, which may be part of what was asked for. */
  readonly data: unknown;
  /** After how many seconds the same request may succeed, if the server says so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    { code, message }: { readonly code: string; readonly message: string },
    { problems = [], data, cause }: { problems?: readonly MortarProblem[]; data?: unknown; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.problems = problems;
    this.data = data;
    this.retryAfterSeconds = problems.find(({ retryAfterSeconds }) => retryAfterSeconds)?.retryAfterSeconds;
  }
}

/** An entry of `userErrors` in the payload of a mutation, with the fields that the document has selected. */
export interface UserProblem {
  readonly message?: string;
  readonly code?: string;
  readonly field?: readonly string[] | null;
}

/** What a mutation refused, which its caller can put right. */
export class MortarRefusal<Problem extends UserProblem = UserProblem> extends Error {
  override readonly name = 'MortarRefusal';
  readonly code: string;
  /** The path into the input that is wrong, such as `["lines", "0", "quantity"]`; null for the whole of it. */
  readonly field: readonly string[] | null;
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const [first] = problems;
    super(first?.message ?? first?.code ?? 'The mutation was refused.');
    this.code = first?.code ?? '';
    this.field = first?.field ?? null;
    this.problems = problems;
  }
}

/** The payload of a mutation that was not refused. @throws MortarRefusal with its `userErrors`. */
export function accepted<Payload extends { readonly userErrors: readonly UserProblem[] }>(payload: Payload): Payload {
  if (payload.userErrors.length > 0) throw new MortarRefusal(payload.userErrors);
  return payload;
}

/** An entry of `errors` as servers of GraphQL send it. */
export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What servers of GraphQL answer. */
export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly AnswerError[];
  /** Of a result of a subscription: its place, and how much was dropped before it. */
  readonly extensions?: { readonly eventId?: unknown; readonly gap?: unknown };
}

/** The data of an answer. @throws MortarError if it has errors. */
export function dataOf({ data, errors }: Answer): unknown {
  if (errors && errors.length > 0) throw errorOf(errors, data);
  return data;
}

/** @param errors at least one. */
export function errorOf(errors: readonly AnswerError[], data?: unknown): MortarError {
  const problems = errors.map(problemOf);
  return new MortarError(problems[0] as MortarProblem, { problems, data });
}

function problemOf({ message, path, extensions = {} }: AnswerError): MortarProblem {
  const { code, field, retryAfterSeconds } = extensions;
  return {
    ...{ message, code: typeof code === 'string' ? code : '' },
    ...(path && { path }),
    ...(Array.isArray(field) && { field: field as string[] }),
    ...(typeof retryAfterSeconds === 'number' && { retryAfterSeconds }),
  };
}
