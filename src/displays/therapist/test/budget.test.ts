import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

/** What is loaded first is everything; kB of a thousand bytes. */
const mostKB = 150;
const dist = new URL('../dist/', import.meta.url);

// `./test` builds the page before it tests it.
test.skipIf(!existsSync(dist))('the page is small', () => {
  const bytes = readdirSync(dist).map((file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length).reduce((one, other) => one + other, 0);
  expect(bytes / 1000).toBeLessThan(mostKB);
  expect(bytes).toBeGreaterThan(10_000);
});
