import { expect, test } from 'vitest';
import { tipOf } from '../src/model/tip';

const result = { done: 3, level: 0, notLevel: 3, notJudged: 0, alerts: 3 };
const quiet = { ...result, alerts: 0 };

test('the tip is about what went out of the band, not about the side', () => {
  expect(tipOf('single-leg-stance', 'left', [{ kind: 'pelvic-drop', stance: 'left' }], result)).toBe('cue.liftRight');
  expect(tipOf('single-leg-stance', 'left', [{ kind: 'hike', stance: 'left' }, { kind: 'pelvic-drop', stance: 'left' }, { kind: 'hike', stance: 'left' }], result)).toBe('cue.lowerRight');
  expect(tipOf('standing-internal-rotation', 'right', [{ kind: 'turn', stance: 'both' }], result)).toBe('cue.buckle');
  expect(tipOf('side-plank-abduction', 'left', [{ kind: 'roll', stance: 'unknown' }], result)).toBe('cue.bridge');
});

test('without an alert it is the first quantity that was over warn', () => {
  expect(tipOf('single-leg-squat', 'right', [], quiet)).toBe('cue.liftLeft');
  expect(tipOf('squat', 'both', [], quiet)).toBe('cue.level');
  expect(tipOf('standing-internal-rotation', 'right', [], quiet)).toBe('cue.buckle');
  expect(tipOf('side-plank-abduction', 'left', [], quiet)).toBe('cue.bridge');
  expect(tipOf('hip-abduction-extension', 'left', [], quiet)).toBe('cue.level');
});

test('a page that was opened since does not know, and does not guess', () => expect(tipOf('single-leg-stance', 'left', [], result)).toBeNull());
