import { expect, test } from 'vitest';
import type { Live } from '../src/messages/messages';
import { noCue, onSample } from '../src/model/cueing';
import { guess, sizesOf } from '../src/model/sizes';
import { live, state } from './told';

const dropped = (part: Partial<Live> = {}): Live => live({ zone: 'alert', alert: 'pelvic-drop', ...part });

test('at most one cue a repetition', () => {
  const first = onSample(noCue, live(), dropped(), state());
  expect(first.cue).toBe('cue.liftRight');
  expect(onSample(first.cueing, live(), dropped(), state()).cue).toBeNull();
  expect(onSample(first.cueing, live(), dropped(), state({ done: 1 })).cue).toBe('cue.liftRight');
  expect(onSample(first.cueing, live(), dropped(), state({ set: 2 })).cue).toBe('cue.liftRight');
});

test('a cue comes with the sample at which an alert begins, and with no other', () => {
  expect(onSample(noCue, null, dropped(), state()).cue).toBe('cue.liftRight');
  expect(onSample(noCue, dropped(), dropped(), state()).cue).toBeNull();
  expect(onSample(noCue, live(), live({ zone: 'alert' }), state()).cue).toBeNull();
  expect(onSample(noCue, live(), live({ zone: 'alert' }), state()).cue).toBeNull();
  expect(onSample(noCue, dropped(), dropped({ alert: 'hike' }), state()).cue).toBe('cue.lowerRight');
});

test('no cue where the plan fades it, after three in vain, in a pause or at rest', () => {
  expect(onSample(noCue, live(), dropped(), state({ feedback: false })).cue).toBeNull();
  expect(onSample(noCue, live(), dropped(), state({ notice: 'easier' })).cue).toBeNull();
  expect(onSample(noCue, live(), dropped(), state({ pause: 'asked' })).cue).toBeNull();
  expect(onSample(noCue, live(), dropped(), state({ step: 'rest' })).cue).toBeNull();
  expect(onSample(noCue, live(), dropped({ exercise: null, side: null }), state()).cue).toBeNull();
  expect(onSample(noCue, live(), dropped(), null).cue).toBeNull();
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
