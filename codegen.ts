// Typed documents from the committed schema.graphql and the .graphql files beside the code that sends them:
// `import { QueuesDocument } from '../../generated/graphql.ts'` in the dashboard, and the same in tests/generated.
// The output is committed, so that a fresh clone type-checks; `npm run check:generated` tells when it is stale.

import type { CodegenConfig } from '@graphql-codegen/cli';

const client = {
  preset: 'client',
  presetConfig: { fragmentMasking: false },
  config: {
    useTypeImports: true,
    strictScalars: true,
    scalars: {
      ID: 'string',
      // A number while JavaScript holds it exactly, else its digits.
      BigInt: 'number | string',
      CurrencyCode: 'string',
      DateTime: 'string',
      Decimal: 'string',
      JSON: 'unknown',
    },
  },
} as const;

const config: CodegenConfig = {
  schema: 'schema.graphql',
  importExtension: '.ts',
  ignoreNoDocuments: true,
  generates: {
    'dashboard/src/generated/': { ...client, documents: 'dashboard/src/**/*.graphql' },
    'tests/generated/': { ...client, documents: 'tests/**/*.graphql' },
  },
};

export default config;
