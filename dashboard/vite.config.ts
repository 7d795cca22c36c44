// Builds the dashboard into dist/dashboard, where src/server/pages/dashboard.ts finds it: vite build dashboard

import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { docsPages } from './docs-pages.ts';

/** What the dashboard asks for, beside its files: Mortar trusts these documents. They are not served. */
const persistedDocuments: Plugin = {
  name: 'persisted documents',
  apply: 'build',
  generateBundle() {
    const fileName = 'persisted-documents.json';
    const source = readFileSync(new URL(`src/generated/${fileName}`, import.meta.url), 'utf8');
    this.emitFile({ type: 'asset', fileName, source });
  },
};

export default defineConfig({
  base: '/dashboard/',
  plugins: [react(), persistedDocuments, docsPages],
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    // A data: URL would need an exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
  // `vite dashboard` with a Mortar on its usual port.
  server: { proxy: { '/graphql': { target: 'http://127.0.0.1:4000', ws: true }, '/health': 'http://127.0.0.1:4000' } },
});
