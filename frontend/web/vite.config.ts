/** Builds the web client: one small first load, a chunk per page, and no inline code, so a strict policy holds. */
import { defineConfig } from 'vitest/config';
import react from '@vitejs/plugin-react';
import { fakeApiPlugin } from './test/support/dev-plugin.ts';

export default defineConfig({
  plugins: [react(), fakeApiPlugin()],
  resolve: { dedupe: ['react', 'react-dom'] },
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|react-router)[\\/]/ }],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    port: Number(process.env.VITE_PORT ?? 5173),
    strictPort: true,
    // Behind the local edge the browser reaches the socket for hot reloading on our own port.
    hmr: { clientPort: Number(process.env.VITE_PORT ?? 5173) },
  },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://localhost:8000' } },
    setupFiles: ['./test/setup.ts'],
    include: ['test/**/*.test.{ts,tsx}'],
    css: { modules: { classNameStrategy: 'non-scoped' } },
  },
});
