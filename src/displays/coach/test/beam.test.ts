import { expect, test } from 'vitest';
import { beamState, cueOf, drawnLean, laneOf, raised, sideOfCue, turned } from '../src/model/beam';
import { alert, live, state } from './told';

test('a silent sensor is unseen, whatever it said last', () => {
  expect(beamState(live({ zone: 'level' }), false, state(), null)).toBe('unseen');
  expect(beamState(null, true, state(), null)).toBe('unseen');
  expect(beamState(live({ obliquityDeg: null }), true, state(), null)).toBe('unseen');
  expect(beamState(live(), false, state(), alert())).toBe('unseen');
});

test('level is only said of what is judged', () => {
  expect(beamState(live(), true, state(), null)).toBe('level');
  expect(beamState(live({ zone: null }), true, state(), null)).toBe('unjudged');
  expect(beamState(live({ confidence: 'none' }), true, state(), null)).toBe('unjudged');
  expect(beamState(live({ exercise: null, side: null }), true, state(), null)).toBe('ready');
  expect(beamState(live(), true, state({ step: 'rest' }), null)).toBe('ready');
});

test('not level needs an alert; until its dwell is over the bar only changes', () => {
  expect(beamState(live({ zone: 'warn' }), true, state(), null)).toBe('warn');
  expect(beamState(live({ zone: 'alert' }), true, state(), null)).toBe('warn');
  expect(beamState(live({ zone: 'alert' }), true, state(), alert())).toBe('drop');
  expect(beamState(live({ zone: 'level' }), true, state(), alert({ kind: 'hike' }))).toBe('hike');
  expect(beamState(live({ zone: 'alert' }), true, state(), alert({ kind: 'unlevel' }))).toBe('off');
});

test('a pause that was asked for is a pause, with or without a sensor', () => {
  expect(beamState(live(), true, state({ pause: 'asked' }), null)).toBe('paused');
  expect(beamState(null, false, state({ pause: 'asked' }), null)).toBe('paused');
});

test.each([
  ['pelvic-drop', 'left', 'cue.liftRight', 'right'],
  ['pelvic-drop', 'right', 'cue.liftLeft', 'left'],
  ['hike', 'left', 'cue.lowerRight', 'right'],
  ['hike', 'right', 'cue.lowerLeft', 'left'],
  ['pelvic-drop', 'unknown', 'cue.level', 'both'],
] as const)('%s on the %s leg: %s', (kind, stance, cue, side) => {
  expect(cueOf(kind, stance, 'single-leg-stance')).toBe(cue);
  expect(sideOfCue(cue)).toBe(side);
});

test('on the left leg a drop is left end up: the lane ends sooner there', () => {
  const onLeft = laneOf('single-leg-stance', 'left', null)!;
  expect([onLeft.from / onLeft.gain, onLeft.to / onLeft.gain]).toEqual([-6, 2]);
  const onRight = laneOf('single-leg-stance', 'right', null)!;
  expect([onRight.from / onRight.gain, onRight.to / onRight.gain]).toEqual([-2, 6]);
});

test('a changed band changes the lane, warn in proportion', () => {
  const lane = laneOf('squat', 'both', { alertDeg: 9, dwellS: null })!;
  expect([lane.from / lane.gain, lane.to / lane.gain]).toEqual([-6, 6].map((limit) => expect.closeTo(limit)));
  expect(laneOf('walking', 'both', null)).toBeNull();
});

test('squats on one leg have a lane only where a therapist set the limits', () => {
  expect(laneOf('single-leg-squat', 'left', null)).toBeNull();
  expect(laneOf('single-leg-squat', 'left', { alertDeg: 10, dwellS: null })).not.toBeNull();
});

test('the sample at which an alert begins is drawn as not level, before its event is here', () => {
  expect(beamState(live({ zone: 'alert', alert: 'pelvic-drop' }), true, state(), null)).toBe('drop');
  expect(beamState(live({ zone: 'alert', alert: 'hike' }), true, state(), null)).toBe('hike');
  expect(beamState(live({ zone: 'warn', alert: null }), true, state(), null)).toBe('warn');
});

test('a lean that nobody could see is drawn as the one before', () => {
  expect(turned(3.01)).toBe(turned(3.02));
  expect(turned(3.01)).not.toBe(turned(3.07));
  expect([turned(-2), turned(0), raised(0.5), raised(2)]).toEqual(['rotate(-2.00deg)', 'rotate(0.00deg)', 'scaleY(0.500)', 'scaleY(1.000)']);
});

test('an alert is drawn outside the lane, and nothing leaves the screen', () => {
  for (const exercise of ['single-leg-stance', 'single-leg-squat', 'lateral-step-up', 'squat'] as const) {
    const lane = laneOf(exercise, 'left', exercise === 'single-leg-squat' ? { alertDeg: 10, dwellS: null } : null)!;
    expect(drawnLean(lane.to / lane.gain + 0.5, lane.gain)).toBeGreaterThan(lane.to);
  }

  expect(drawnLean(80, 2.5)).toBe(17);
  expect(drawnLean(-80, 2.5)).toBe(-17);
});
