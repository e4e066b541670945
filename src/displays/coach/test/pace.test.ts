import { expect, test } from 'vitest';
import { paceAt } from '../src/model/pace';

test.each([
  [100, 'out', 0], [101.5, 'out', 0.5], [103, 'back', 1], [104.5, 'back', 0.5], [106, 'out', 0], [112, 'out', 0], [99.99, 'out', 0],
] as const)('at %s s: %s, %s full', (sensorT, way, full) => {
  const pace = paceAt(sensorT, 100);
  expect(pace.way).toBe(way);
  expect(pace.full).toBeCloseTo(full);
});
