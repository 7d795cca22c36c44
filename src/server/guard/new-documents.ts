// Guards the parsing and validation of documents that are not known: their text is charged to its address by its bytes before it
// is parsed, and they are parsed one at a time. Who sends what is known already is not charged.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DocumentNode, type GraphQLError, Kind, visit } from 'graphql';
import { Turns } from '../../redis/base/turns.ts';
import { addressKey } from '../../redis/rate-limit/address-key.ts';
import { apiError } from '../../resolvers/base/errors.ts';
import type { ServerPlugin } from '../graphql/server-plugin.ts';
import { serverLimits } from '../limits.ts';
import type { KnownDocuments } from '../plan/index.ts';
import { AddressBuckets } from './address-buckets.ts';
import { comparisonsOf } from './comparisons.ts';
import { withStatus } from './http-status.ts';

export interface NewDocumentSettings {
  readonly documents: KnownDocuments;
  /** Bytes of new documents that one address may send to this process. */
  readonly bytesPerMinute: number;
  /** Fields that a document may have before it is validated. */
  readonly documentFields: number;
  isExempt(address: string): boolean;
  addressOf(request: IncomingMessage): string;
  /** Told of each operation over HTTP that is refused. */
  onRefused(response: ServerResponse, refusal: GraphQLError): void;
}

/** On sockets there is no request. */
interface HttpContext {
  readonly req?: IncomingMessage;
  readonly res?: ServerResponse;
  readonly params?: { readonly query?: unknown };
}

export class NewDocuments {
  readonly #settings: NewDocumentSettings;
  readonly #buckets: AddressBuckets;
  readonly #turns = new Turns();

  constructor(settings: NewDocumentSettings) {
    const { bytesPerMinute, isExempt } = settings;
    const { addresses, burstShare } = serverLimits.newDocuments;
    this.#settings = settings;
    this.#buckets = new AddressBuckets({
      burst: Math.ceil(bytesPerMinute * burstShare),
      perSecond: bytesPerMinute / 60,
      addresses,
      isExempt,
    });
  }

  /** Resolves when a text may be parsed, with the error for one that may not. */
  async admit(text: string, address: string): Promise<GraphQLError | undefined> {
    if (this.#settings.documents.has(text)) return undefined;
    const bytes = Buffer.byteLength(text);
    const waitMs = this.#buckets.take(address, bytes, performance.now());
    if (waitMs > 0) return this.#refusal(bytes, waitMs);
    await this.#turns.next(addressKey(address));
    return undefined;
  }

  /** Charges a text that turned out not to be valid once more: it took the most work, and nothing of it is kept. */
  chargeInvalid(text: string, address: string): void {
    const { invalidFactor, invalidFromBytes } = serverLimits.newDocuments;
    const bytes = Buffer.byteLength(text);
    if (bytes >= invalidFromBytes) this.#buckets.owe(address, (invalidFactor - 1) * bytes, performance.now());
  }

  /** Asks for each operation over HTTP. Sockets ask by themselves, since Yoga does not see their messages. */
  plugin(): ServerPlugin {
    const known = 'The short path takes documents that are known.';
    return {
      name: 'new documents',
      yoga: {
        onParams: async ({ params, request, setResult, context }) => {
          const { req, res } = context as HttpContext;
          if (typeof params.query !== 'string' || !req || !res) return;
          const refusal = await this.admit(params.query, this.#settings.addressOf(req));
          if (!refusal) return;
          this.#settings.onRefused(res, refusal);
          setResult({ errors: [withStatus(refusal, request.headers.get('accept'))] });
        },
        onParse:
          () =>
          ({ context, result, replaceParseResult }) => {
            const refusal =
              result && 'kind' in result
                ? tooMuchToValidate(result as DocumentNode, this.#settings.documentFields)
                : undefined;
            if (refusal) replaceParseResult(refusal);
            if (refusal || result instanceof Error) this.#chargeInvalid(context as HttpContext);
          },
        onValidate:
          ({ context }) =>
          ({ valid }) => {
            if (!valid) this.#chargeInvalid(context as HttpContext);
          },
      },
      shortPath: { notNeeded: { onParams: known, onParse: known, onValidate: known } },
    };
  }

  #chargeInvalid({ req, params }: HttpContext): void {
    if (req && typeof params?.query === 'string') this.chargeInvalid(params.query, this.#settings.addressOf(req));
  }

  #refusal(bytes: number, waitMs: number): GraphQLError {
    const { bytesPerMinute } = this.#settings;
    const limit = `The text of new operations from your address is limited to ${bytesPerMinute} bytes per minute.`;
    const about = { policy: 'new-documents', limit: bytesPerMinute, remaining: 0 };
    if (waitMs === Number.POSITIVE_INFINITY)
      return apiError('RATE_LIMITED', `${limit} This one has ${bytes} bytes, which are never admitted at once.`, about);
    const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
    return apiError(
      'RATE_LIMITED',
      `${limit} Operations that were accepted before are not counted: pass what differs in variables. ` +
        `Try again in ${retryAfterSeconds} s.`,
      { ...about, retryAfterSeconds },
    );
  }
}

/** Validation compares fields with each other, so that their number, and that of the pairs, is judged before it. */
function tooMuchToValidate(document: DocumentNode, limit: number): GraphQLError | undefined {
  let fields = 0;
  visit(document, { [Kind.FIELD]: () => void fields++ });
  if (fields > limit) return tooComplex(`The document has ${fields} fields, and ${limit} is the most.`, fields, limit);
  const most = limit * serverLimits.newDocuments.comparisonsPerField;
  const comparisons = comparisonsOf(document, most);
  if (comparisons <= most) return undefined;
  return tooComplex('The document selects the same fields of the same object too often.', comparisons, most);
}

function tooComplex(message: string, cost: number, limit: number): GraphQLError {
  return apiError('OPERATION_TOO_COMPLEX', message, { cost, limit });
}
