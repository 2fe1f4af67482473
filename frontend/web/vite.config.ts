/** Builds the web client: one small first load, a chunk per page, and no inline code, so a strict policy holds. */
import { defineConfig } from 'vitest/config';
import react from '@vitejs/plugin-react';
import { VitePWA } from 'vite-plugin-pwa';
import { tokens } from '../shared/src/tokens.ts';
import { ourLocales } from './scripts/our-locales.ts';
import { trustedAnnouncer } from './scripts/trusted-announcer.ts';
import { fakeApiPlugin } from './test/support/dev-plugin.ts';

const port = Number(process.env.VITE_PORT ?? 5173);
const pwa = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'src/sw',
  filename: 'sw.ts',
  // Registered by our own code, under our Trusted Types policy.
  injectRegister: false,
  injectManifest: { globPatterns: ['**/*.{js,css,html,svg,woff2,png}'], globIgnores: ['**/*-latin-ext-*'] },
  manifest: {
    id: '/',
    name: 'Serenity Hub',
    short_name: 'Serenity',
    lang: 'fr',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: tokens.color.day.canvas,
    theme_color: tokens.color.day.canvas,
    icons: [
      { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  },
});

export default defineConfig({
  plugins: [react(), ourLocales(), trustedAnnouncer(), pwa, fakeApiPlugin()],
  resolve: { dedupe: ['react', 'react-dom'] },
  build: {
    target: 'es2023',
    manifest: true,
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
    port,
    strictPort: true,
    // Behind the local edge the page has another port; hot reloading comes straight to ours.
    hmr: { clientPort: port },
  },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://localhost:8000' } },
    setupFiles: ['./test/setup.ts'],
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 40_000,
    // All cores: left to itself it keeps one for watching.
    maxWorkers: '100%',
    css: { modules: { classNameStrategy: 'non-scoped' } },
  },
});
