import { expect, test } from 'vitest';
import { noCue, onAlert } from '../src/model/cueing';
import { sounds } from '../src/sound/sounds';
import { guess, sizesOf } from '../src/model/sizes';
import { alert, state } from './told';

test('at most one cue a repetition', () => {
  const first = onAlert(noCue, alert(), state());
  expect(first.cue).toBe('cue.liftRight');
  expect(onAlert(first.cueing, alert({ eventId: 'e-2' }), state()).cue).toBeNull();
  expect(onAlert(first.cueing, alert({ eventId: 'e-3' }), state({ done: 1 })).cue).toBe('cue.liftRight');
  expect(onAlert(first.cueing, alert({ eventId: 'e-3' }), state({ set: 2 })).cue).toBe('cue.liftRight');
});

test('no cue where the plan fades it, after three in vain, in a pause or at rest', () => {
  expect(onAlert(noCue, alert(), state({ feedback: false })).cue).toBeNull();
  expect(onAlert(noCue, alert(), state({ notice: 'easier' })).cue).toBeNull();
  expect(onAlert(noCue, alert(), state({ pause: 'asked' })).cue).toBeNull();
  expect(onAlert(noCue, alert(), state({ step: 'rest' })).cue).toBeNull();
  expect(onAlert(noCue, alert(), null).cue).toBeNull();
});

test('sounds stay under 1500 Hz, and a side is told without stereo', () => {
  expect(Object.values(sounds).flat().every((tone) => tone.hz <= 1500)).toBe(true);
  const [left, right] = [sounds.left[0]!, sounds.right[0]!];
  expect(right.hz / left.hz).toBeGreaterThan(2);
  expect([left.pan < 0, right.pan > 0]).toEqual([true, true]);
  expect(sounds.count).not.toEqual(sounds.done);
});

test('cue capitals are 20 mm or a tenth of the height where the screen is wide enough', () => {
  const laptop = sizesOf(14, { width: 1280, height: 720 }, { width: 1280, height: 720 });
  expect(laptop.cuePx / laptop.pxPerMm).toBeGreaterThanOrEqual(20);
  expect(laptop.readableM).toBeGreaterThan(3);
  const tv = sizesOf(43, { width: 1920, height: 1080 }, { width: 1920, height: 1080 });
  expect(tv.cuePx).toBeGreaterThanOrEqual(108);
  const phone = sizesOf(6.1, { width: 390, height: 844 }, { width: 390, height: 844 });
  expect(phone.cuePx).toBe(60);
  expect(phone.readableM).toBeLessThan(2);
});

test('a guess of the screen that fits common sizes', () => {
  expect([[390, 844], [834, 1112], [1280, 720], [1920, 1080]].map(([width, height]) => guess({ width: width!, height: height! })))
    .toEqual(['phone', 'tablet', 'laptop', 'tv']);
});
