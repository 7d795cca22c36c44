// What Mortar knows of its clients' documents when it starts.

import { join } from 'node:path';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { documentDefaults } from '../limits.ts';
import { builtDashboard } from '../pages/dashboard.ts';
import { PersistedDocuments } from './persisted-documents.ts';
import { SentDocuments } from './sent-documents.ts';
import { type TrustedDocumentSettings, TrustedDocuments } from './trusted-documents.ts';

export interface DocumentSettings {
  /** Documents that are trusted besides the dashboard's, and whether nothing else runs. */
  readonly trustedDocuments?: TrustedDocumentSettings;
  /** Memory for documents that clients sent with their hash, where that is to differ from the default. 0 keeps none. */
  readonly persistedQueryBytes?: number;
  readonly dashboardFolder?: string;
  readonly schema: GraphQLSchema;
  readonly log: Logger;
}

export interface Documents {
  readonly trusted: TrustedDocuments;
  readonly sentDocuments: SentDocuments;
}

/** @throws Error with the code ERR_TRUSTED_DOCUMENTS. */
export async function openDocuments({
  trustedDocuments = { only: false },
  persistedQueryBytes = documentDefaults.persistedQueryBytes,
  dashboardFolder = builtDashboard(),
  schema,
  log,
}: DocumentSettings): Promise<Documents> {
  const trusted = await TrustedDocuments.read(trustedDocuments, join(dashboardFolder, 'persisted-documents.json'));
  for (const misfit of trusted.misfits(schema)) log.warn(misfit, 'a trusted document does not fit the schema');
  return { trusted, sentDocuments: new SentDocuments(new PersistedDocuments(persistedQueryBytes), trusted) };
}
