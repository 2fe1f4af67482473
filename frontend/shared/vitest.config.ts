/** Runs the shared package's tests in plain Node: nothing here may need a browser. */
import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['test/**/*.test.ts'], environment: 'node' } });
