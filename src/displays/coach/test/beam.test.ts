import { expect, test } from 'vitest';
import { beamState, cueOf, drawnLean, laneOf, raised, sideOfCue, targetOf, turnedTo } from '../src/model/beam';
import type { Limit } from '../src/messages/messages';
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

const drop = (warnDeg: number, alertDeg: number): Limit => ({ kind: 'pelvic-drop', warnDeg, alertDeg });
const hike: Limit = { kind: 'hike', warnDeg: null, alertDeg: 6 };

test('on the left leg a drop is left end up: the lane ends sooner there', () => {
  const onLeft = laneOf('single-leg-stance', 'left', [drop(2, 4), hike])!;
  expect([onLeft.from / onLeft.gain, onLeft.to / onLeft.gain]).toEqual([-6, 2]);
  const onRight = laneOf('single-leg-stance', 'right', [drop(2, 4), hike])!;
  expect([onRight.from / onRight.gain, onRight.to / onRight.gain]).toEqual([-2, 6]);
});

test('the lane is that of the limits in force, the patient\'s own among them', () => {
  const own = laneOf('single-leg-squat', 'left', [drop(4.2, 6.2), hike])!;
  expect(own.to / own.gain).toBeCloseTo(4.2);
  const level = laneOf('squat', 'both', [{ kind: 'unlevel', warnDeg: 6, alertDeg: 9 }])!;
  expect([level.from / level.gain, level.to / level.gain]).toEqual([-6, 6].map((limit) => expect.closeTo(limit)));
});

test('what counts from how the pelvis stood has its lane there', () => {
  const lane = laneOf('standing-internal-rotation', 'left', [{ kind: 'unlevel', warnDeg: 2, alertDeg: 4 }], 1.5)!;
  expect([lane.from / lane.gain, lane.to / lane.gain]).toEqual([-0.5, 3.5].map((limit) => expect.closeTo(limit)));
  const level = laneOf('squat', 'both', [{ kind: 'unlevel', warnDeg: 4, alertDeg: 6 }], 1.5)!;
  expect(level.from).toBe(-level.to);
});

test('lying, the top of the bar belongs around the lift at the start of the hold', () => {
  const sag: Limit = { kind: 'sag', warnDeg: 5, alertDeg: 8 };
  expect(targetOf([sag], 20)).toEqual({ from: raised(15), to: raised(25) });
  expect(targetOf([sag], 3)!.from).toBe(0);
  expect([targetOf([sag], null), targetOf([drop(2, 4)], 20), targetOf([], 20)]).toEqual([null, null, null]);
});

test('no lane where nothing is held against limits, lying, or before it is known from where it counts', () => {
  expect(laneOf('single-leg-stance', 'left', [])).toBeNull();
  expect(laneOf('side-plank-abduction', 'left', [{ kind: 'sag', warnDeg: 5, alertDeg: 8 }])).toBeNull();
  expect(laneOf('standing-internal-rotation', 'left', [{ kind: 'unlevel', warnDeg: 2, alertDeg: 4 }])).toBeNull();
});

test('the sample at which an alert begins is drawn as not level, before its event is here', () => {
  expect(beamState(live({ zone: 'alert', alert: 'pelvic-drop' }), true, state(), null)).toBe('drop');
  expect(beamState(live({ zone: 'alert', alert: 'hike' }), true, state(), null)).toBe('hike');
  expect(beamState(live({ zone: 'warn' }), true, state(), null)).toBe('warn');
});

test('the beam is not moved by what nobody sees, and not left behind by it', () => {
  let drawn = 3;
  for (let lean = 3; lean < 3.5; lean += 0.03) {
    drawn = turnedTo(lean, drawn);
    expect(Math.abs(lean - drawn)).toBeLessThan(0.25);
  }

  expect(turnedTo(3.2, 3)).toBe(3);
  expect(turnedTo(3.3, 3)).toBe(3.3);
  expect([raised(0), raised(15), raised(90)]).toEqual([0, 0.5, 1]);
});

test('what was out of the lane a moment ago is not called level yet', () => {
  expect(beamState(live(), true, state(), null, false)).toBe('warn');
  expect(beamState(live({ zone: null }), true, state(), null, false)).toBe('unjudged');
  expect(beamState(live(), true, state(), null, true)).toBe('level');
});

test('in abduction there is one cue', () => expect(cueOf('pelvic-drop', 'left', 'hip-abduction-extension')).toBe('cue.level'));

test('an alert is drawn outside the lane, and nothing leaves the screen', () => {
  for (const limits of [[drop(2, 4), hike], [drop(8, 10), hike], [drop(1, 3)], [{ kind: 'unlevel', warnDeg: 4, alertDeg: 6 }]] satisfies Limit[][]) {
    const lane = laneOf('single-leg-stance', 'left', limits)!;
    expect(drawnLean(lane.to / lane.gain + 0.5, lane.gain)).toBeGreaterThan(lane.to);
  }

  expect(drawnLean(80, 2.5)).toBe(17);
  expect(drawnLean(-80, 2.5)).toBe(-17);
});
