// Typed documents from the committed schema.graphql and the .graphql files of the dashboard and the storefront, each beside the code that sends it:
// a page imports `QueuesDocument` from '../../generated/graphql.ts'. The output is committed, so that a fresh clone type-checks;
// `npm run check:generated` fails if it is stale.

import type { CodegenConfig } from '@graphql-codegen/cli';
import scalars from './scripts/client-sets/scalars.json' with { type: 'json' };

const client = {
  preset: 'client',
  presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: 'sha256' } },
  config: {
    useTypeImports: true,
    strictScalars: true,
    // The dashboard never reads the data of a result with errors, so what is null only on failure is not null to it.
    nullability: { errorHandlingClient: true },
    scalars,
  },
} as const;

const config: CodegenConfig = {
  schema: 'schema.graphql',
  importExtension: '.ts',
  ignoreNoDocuments: true,
  generates: {
    'dashboard/src/generated/': { ...client, documents: 'dashboard/src/**/*.graphql' },
    'examples/storefront/src/generated/': {
      ...client,
      presetConfig: { fragmentMasking: false },
      documents: 'examples/storefront/src/**/*.graphql',
    },
  },
};

export default config;
