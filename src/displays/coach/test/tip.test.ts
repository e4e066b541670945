import { expect, test } from 'vitest';
import { tipOf } from '../src/model/tip';
import { lastSet } from './told';

test('the tip is about what went out of the band, not about the side', () => {
  expect(tipOf(lastSet({ fault: { kind: 'pelvic-drop', stance: 'left' } }))).toBe('cue.liftRight');
  expect(tipOf(lastSet({ fault: { kind: 'hike', stance: 'left' } }))).toBe('cue.lowerRight');
  expect(tipOf(lastSet({ exercise: 'standing-internal-rotation', side: 'right', fault: { kind: 'turn', stance: 'both' } }))).toBe('cue.buckle');
  expect(tipOf(lastSet({ exercise: 'side-plank-abduction', fault: { kind: 'roll', stance: 'unknown' } }))).toBe('cue.bridge');
});

test('without an alert it is the first quantity that was over warn', () => {
  expect(tipOf(lastSet({ exercise: 'single-leg-squat', side: 'right' }))).toBe('cue.liftLeft');
  expect(tipOf(lastSet({ exercise: 'squat', side: 'both' }))).toBe('cue.level');
  expect(tipOf(lastSet({ exercise: 'standing-internal-rotation', side: 'right' }))).toBe('cue.buckle');
  expect(tipOf(lastSet({ exercise: 'side-plank-abduction' }))).toBe('cue.bridge');
  expect(tipOf(lastSet({ exercise: 'hip-abduction-extension' }))).toBe('cue.level');
});
