import { expect, test } from 'vitest';
import type { HomeEvent, Sample } from '../src/hub/shapes';
import { columnsOf, countsOf, noTrace, quantityOf, withEvent, withSamples } from '../src/model/trace';

const sample = (sensorT: number, part: Partial<Sample> = {}): Sample => ({
  sensorT, obliquityDeg: 1, dropDeg: 1, longAxisDeg: null, stance: 'left', confidence: 'high', zone: 'level', exercise: 'single-leg-stance', side: 'left', rep: 0, ...part,
});
const event = (kind: string, eventId: string, payload: Record<string, unknown>): HomeEvent => ({ type: 'event', kind, eventId, payload });
const rep = (number: number, sensorT: number, verdict = 'level') => event('rep', `s-${number}`, { number, sensorT, verdict, source: 'motion', seen: true, peakDropDeg: 2, reason: null });

test('twenty seconds are kept, and a clock that goes back begins anew', () => {
  const trace = withSamples(withSamples(noTrace, [sample(0), sample(5)]), [sample(24)]);
  expect(trace.samples.map((one) => one.sensorT)).toEqual([5, 24]);
  expect(withSamples(trace, [sample(1)]).samples.map((one) => one.sensorT)).toEqual([1]);
});

test('a gap in the samples is a gap in the line', () => {
  const [at, , judged] = columnsOf(withSamples(noTrace, [sample(0), sample(0.05), sample(1)]));
  expect(at).toEqual([-1, -0.95, -0.94, 0]);
  expect(judged).toEqual([1, 1, null, 1]);
});

test('what is judged depends on the exercise', () => {
  expect(quantityOf(sample(0, { dropDeg: 3 }))).toBe(3);
  expect(quantityOf(sample(0, { exercise: 'squat', obliquityDeg: -2 }))).toBe(-2);
  expect(quantityOf(sample(0, { exercise: 'side-plank-abduction', longAxisDeg: 12 }))).toBe(12);
  expect(quantityOf(sample(0, { dropDeg: null, stance: 'both' }))).toBeNull();
});

test('an event counts once, and another set counts from one', () => {
  const once = withEvent(withEvent(noTrace, rep(1, 3)), rep(1, 3));
  expect(countsOf(once.reps)).toEqual({ paced: 0, seen: 1, judged: 1, level: 1 });
  expect(withEvent(once, event('session', 's-9', { phase: 'set-start' })).reps).toEqual([]);
});

test('a hold is seen by its motion, and counted', () => {
  const held = withEvent(withEvent(noTrace, event('hold', 's-1', { sensorT: 9, durationS: 8.1, verdict: 'level', reason: null })), event('hold', 's-2', { sensorT: 20, durationS: 3, verdict: 'not-judged', reason: 'too-short' }));
  expect(held.reps.map((one) => [one.number, one.heldS, one.verdict, one.seen])).toEqual([[1, 8.1, 'level', true], [2, 3, 'not-judged', true]]);
});

test('what a slip withdraws reads not judged', () => {
  const trace = withEvent(withEvent(withEvent(noTrace, rep(1, 3)), rep(2, 8, 'not-level')), event('withdrawn', 's-3', { fromT: 5, reason: 'slip' }));
  expect(trace.reps.map((one) => [one.verdict, one.reason])).toEqual([['level', null], ['not-judged', 'slip']]);
});

test('an alert stands from its start to its end, and its end alone tells both', () => {
  const begun = withEvent(noTrace, event('alert', 's-1', { alertId: 'a', phase: 'start', kind: 'pelvic-drop', sensorT: 4 }));
  expect(begun.alerts).toEqual([{ id: 'a', kind: 'pelvic-drop', from: 4, to: null }]);
  expect(withEvent(begun, event('alert', 's-2', { alertId: 'a', phase: 'end', kind: 'pelvic-drop', sensorT: 6, durationS: 2.3 })).alerts).toEqual([{ id: 'a', kind: 'pelvic-drop', from: 4, to: 6 }]);
  expect(withEvent(noTrace, event('alert', 's-2', { alertId: 'b', phase: 'end', kind: 'hike', sensorT: 6, durationS: 2 })).alerts[0]!.from).toBe(4);
});
