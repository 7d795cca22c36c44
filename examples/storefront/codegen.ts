// Typed documents from src/shop.graphql. urql takes parsed documents.

import { codegen } from 'mortar/graphql';

export default {
  schema: 'node_modules/mortar/schema.graphql',
  documents: 'src/**/*.graphql',
  importExtension: '.ts',
  generates: { 'src/generated/': { ...codegen, config: { ...codegen.config, documentMode: 'documentNode' } } },
};
