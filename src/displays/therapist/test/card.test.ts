import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Card } from '../src/hub/shapes';
import { ageNow, clock, leftS, saidAs } from '../src/model/age';
import { laneOf, usual, warnFor } from '../src/model/bands';
import { legsOf, nowOf, qualityOf } from '../src/model/card';
import { rangeFor, sparkline } from '../src/model/sparkline';

const cards = JSON.parse(readFileSync(new URL('scenes/wall.json', import.meta.url), 'utf8')) as Card[];
const anna = cards.find((card) => card.patient === 'p-anna')!;
const withLive = (part: Partial<NonNullable<Card['live']>>): Card => ({ ...anna, live: { ...anna.live!, ...part } });

test('what is older than five seconds is not what goes on', () => {
  expect(nowOf(anna, true, 1_000, 1_000)).toEqual({ lean: 'level', beamDeg: 1.1, ageS: 0.4 });
  expect(nowOf(anna, true, 1_000, 5_600).lean).toBe('level');
  expect(nowOf(anna, true, 1_000, 5_700)).toEqual({ lean: 'unknown', beamDeg: null, ageS: null });
});

test('nothing is live while the hub, the home or the sensor is not there', () => {
  const nothing = { lean: 'unknown', beamDeg: null, ageS: null };
  expect(nowOf(anna, false, 0, 0)).toEqual(nothing);
  expect(nowOf({ ...anna, online: false }, true, 0, 0)).toEqual(nothing);
  expect(nowOf({ ...anna, live: null }, true, 0, 0)).toEqual(nothing);
  expect(nowOf(withLive({ sensor: 'stale' }), true, 0, 0).beamDeg).toBeNull();
  expect(nowOf(withLive({ beamDeg: null }), true, 0, 0).lean).toBe('unknown');
});

test('not judged is neither level nor not level', () => {
  expect(nowOf(withLive({ zone: null }), true, 0, 0).lean).toBe('unjudged');
  expect(nowOf(withLive({ zone: 'level', confidence: 'none' }), true, 0, 0).lean).toBe('unjudged');
  expect(nowOf(withLive({ zone: 'alert' }), true, 0, 0).lean).toBe('alert');
});

test('how well the sensor sees', () => {
  expect(qualityOf(anna, true)).toEqual(['high', 3]);
  expect(qualityOf(withLive({ sensor: 'lost' }), true)).toEqual(['lost', 0]);
  expect(qualityOf(anna, false)).toEqual(['unknown', 0]);
});

test('an age is never said to be younger by more than its unit', () => {
  expect(ageNow(0.4, 1_000, 3_000)).toBeCloseTo(2.4);
  expect(saidAs(1.9)).toEqual(['moment', 0]);
  expect(saidAs(99)).toEqual(['seconds', 99]);
  expect(saidAs(100)).toEqual(['minutes', 1]);
  expect(saidAs(3 * 3600)).toEqual(['hours', 3]);
  expect(saidAs(1e9)[0]).toBe('days');
  expect(leftS(0, 600_000, 1)).toBe(600);
  expect(leftS(0, 600_000, 600_000)).toBe(0);
  expect(clock(61)).toBe('1:01');
});

test('the lane lies on the side of the drop: left end up on the left leg', () => {
  expect(laneOf('single-leg-stance', 'left', { warnDeg: 2, alertDeg: 4 }, 6)).toEqual({ from: -6, to: 2, alertFrom: -6, alertTo: 4 });
  expect(laneOf('single-leg-stance', 'right', { warnDeg: 2, alertDeg: 4 })).toEqual({ from: -2, to: null, alertFrom: -4, alertTo: null });
  expect(laneOf('squat', 'both', { warnDeg: 4, alertDeg: 6 })).toEqual({ from: -4, to: 4, alertFrom: -6, alertTo: 6 });
  expect(laneOf('side-plank-abduction', 'left', { warnDeg: 5, alertDeg: 8 })).toBeNull();
  expect(laneOf('standing-internal-rotation', 'left', { warnDeg: 2, alertDeg: 4 })).toBeNull();
  expect(laneOf('single-leg-stance', 'left', null)).toBeNull();
});

test('the limits are the core\'s own, and warn goes with alert', () => {
  const core = readFileSync(new URL('../../../PelvicFeedback.Core/Coaching/Bands.cs', import.meta.url), 'utf8');
  const names = { 'single-leg-stance': 'Stance', 'single-leg-squat': 'OneLegSquat', squat: 'Squat', 'lateral-step-up': 'StepUp', 'hip-abduction-extension': 'Abduction', 'side-plank-abduction': 'SidePlank', 'standing-internal-rotation': 'Rotation' };
  for (const [exercise, name] of Object.entries(names)) {
    const [, warn, alert, dwell] = core.match(new RegExp(`Band ${name} = new\\(\\s*new\\(AlertKind\\.\\w+, new\\(([\\d.]+)\\), new\\(([\\d.]+)\\), new\\(([\\d.]+)\\)`))!;
    expect(usual[exercise as keyof typeof names]).toMatchObject({ warnDeg: Number(warn), alertDeg: Number(alert), dwellS: Number(dwell) });
  }

  expect(warnFor('single-leg-stance', 6)).toBe(3);
  expect(warnFor('walking', 6)).toBeNull();
});

test('legs are called by what they do', () => {
  expect(legsOf('single-leg-stance', 'left')).toBe('stand-left');
  expect(legsOf('side-plank-abduction', 'right')).toBe('lower-right');
  expect(legsOf('standing-internal-rotation', 'left')).toBe('work-left');
  expect(legsOf('squat', 'both')).toBe('both');
});

test('a minute is as wide as the picture, and what is not known is not joined', () => {
  const { lines, stretches } = sparkline([[3, 0, 'level'], [2, 3, 'alert'], [1, null, null], [0, -6, null]], 6, 60, 12, 0);
  expect(lines).toEqual(['57,6 58,3', '60,12 60,12']);
  expect(stretches).toEqual([{ x: 57, width: 1, said: 'level' }, { x: 58, width: 1, said: 'alert' }, { x: 60, width: 1, said: 'unjudged' }]);
});

test('the minute goes on while nothing is heard, and what is older is gone', () => {
  expect(sparkline([[1, 0, 'level'], [0, 0, 'level']], 6, 60, 12, 10).lines).toEqual(['49,6 50,6']);
  expect(sparkline([[55, 0, 'level']], 6, 60, 12, 10).lines).toEqual([]);
  expect(sparkline([[30, 0, 'level'], [20, 0, 'level']], 6, 60, 12, 0).lines).toHaveLength(2);
  expect(rangeFor(1)).toBe(6);
  expect(rangeFor(10)).toBe(16);
});
