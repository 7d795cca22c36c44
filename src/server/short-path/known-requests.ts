// Reads the bodies of plain requests. One without variables that comes again and again is read once: its text tells the operation.

import type { SentDocuments } from '../document/sent-documents.ts';
import type { KnownDocuments, KnownOperation } from '../plan/index.ts';
import { type Params, parseParams } from './plain-request.ts';

/** What a plain request asks for. */
export interface KnownRequest {
  readonly operation: KnownOperation;
  readonly params: Params;
}

const remembered = {
  /** Each has a document that KnownDocuments may have let go of. */
  bodies: 100,
  bytesPerBody: 4_096,
} as const;

export class KnownRequests {
  readonly #documents: KnownDocuments;
  readonly #sentDocuments: SentDocuments;
  /** By the bytes of the body, one character each. */
  readonly #remembered = new Map<string, KnownRequest>();

  constructor(documents: KnownDocuments, sentDocuments: SentDocuments) {
    this.#documents = documents;
    this.#sentDocuments = sentDocuments;
  }

  /** Undefined for what is not one query or mutation that is known to be valid, and answered in one piece. */
  read(body: Buffer): KnownRequest | undefined {
    const mayBeRemembered = body.length <= remembered.bytesPerBody;
    const text = mayBeRemembered ? body.toString('latin1') : '';
    const known = mayBeRemembered ? this.#remembered.get(text) : undefined;
    if (known) return known;
    const request = this.#parse(body);
    // Of what variables hold, a resolver may change something. A document that is sent by its id may be withdrawn.
    if (request && mayBeRemembered && request.params.variables == null && request.params.query) {
      if (this.#remembered.size >= remembered.bodies) this.#removeOldest();
      this.#remembered.set(text, request);
    }
    return request;
  }

  #parse(body: Buffer): KnownRequest | undefined {
    const params = parseParams(body);
    const text = params && (params.query || this.#sentDocuments.known(params));
    const operation = text ? this.#documents.find(text)?.operation(params.operationName) : undefined;
    if (!operation || !params || operation.incremental || operation.node.operation === 'subscription') return undefined;
    return { operation, params };
  }

  #removeOldest(): void {
    for (const oldest of this.#remembered.keys()) {
      this.#remembered.delete(oldest);
      return;
    }
  }
}
