import { expect, test } from 'vitest';
import type { Stage } from '../src/messages/messages';
import { batteryOf, seenOf } from '../src/model/sensor';
import { sensor, state } from './told';

test.each([
  ['no-service', 'none', 'no-bluetooth'], ['no-adapter', 'none', 'no-bluetooth'], ['off', 'none', 'off'], ['searching', 'searching', 'searching'],
  ['tap-twice', 'searching', 'tap-twice'], ['starting', 'searching', 'starting'], ['lost', 'lost', 'lost'], ['refused', 'lost', 'refused'],
] as const)('%s: %s is %s', (stage: Stage, link, seen) => expect(seenOf(state({ sensor: link }), sensor({ link, stage }), false)).toBe(seen));

test('seen is only what the page sees', () => {
  expect(seenOf(state(), sensor({ stage: 'live' }), true)).toBe('live');
  expect(seenOf(state(), sensor({ stage: 'live' }), false)).toBe('lost');
  expect(seenOf(state({ sensor: 'stale' }), sensor({ stage: 'live' }), true)).toBe('lost');
  expect(seenOf(null, null, true)).toBe('none');
});

test('without a stage, as the simulated patient is, the link says it', () => {
  expect(seenOf(state({ sensor: 'searching' }), sensor({ stage: null }), false)).toBe('searching');
  expect(seenOf(state({ sensor: 'lost' }), null, false)).toBe('lost');
});

test('whether the battery lasts is the worker\'s to say', () => {
  expect(batteryOf(null)).toBe('unknown');
  expect(batteryOf(sensor({ batteryPercent: 30, batteryLow: true }))).toBe('low');
  expect(batteryOf(sensor({ batteryPercent: 10, batteryLow: false }))).toBe('ok');
  expect(batteryOf(sensor({ batteryPercent: 10 }))).toBe('low');
  expect(batteryOf(sensor({ batteryPercent: 10, batteryLow: true, charging: true }))).toBe('charging');
});
