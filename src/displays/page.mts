/**
 * How a page is built and tested. Files keep their names from one version to the next: whoever serves them has the browser ask for each whether it changed.
 * What both pages have in common lies here, beside them.
 */
export const page = (name: string) => ({
  base: './',
  build: {
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      output: { entryFileNames: `${name}.js`, chunkFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
  },
  oxc: { jsx: { runtime: 'automatic' as const, importSource: 'preact' } },
  server: { fs: { allow: ['..'] } },
  test: { include: ['test/**/*.test.{ts,tsx}'] },
});
