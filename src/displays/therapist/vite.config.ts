import { defineConfig } from 'vitest/config';
import { practiceHub } from './test/practiceHub.ts';

// Files keep their names from one version to the next: the hub has the browser ask for each whether it changed.
export default defineConfig({
  base: './',
  build: {
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      output: { entryFileNames: 'therapist.js', chunkFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [practiceHub()],
  // Beside this page lies what both have in common.
  server: { fs: { allow: ['..'] } },
  test: { include: ['test/**/*.test.{ts,tsx}'] },
});
