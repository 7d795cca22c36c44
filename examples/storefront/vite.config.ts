import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The API is below the same host as the pages, so that its cookie is sent and no CORS is needed.
const target = process.env.MORTAR_URL ?? 'http://127.0.0.1:4000';
const proxy = { '/graphql': { target, ws: true }, '/collect': { target } };

export default defineConfig({
  plugins: [react()],
  server: { proxy },
  preview: { proxy },
});
