import { expect, test } from 'vitest';
import type { Card, LiveFacts, OpenAlarm, Priority } from '../src/hub/shapes';
import { arrange, countOf, fallsAfter, keptFor, need, needOf, newAlarms, noOrder, type Order } from '../src/model/need';

const facts: LiveFacts = {
  ageS: 0.2, step: 'set', pause: null, exercise: 'single-leg-stance', side: 'left', set: 1, sets: 2, done: 1, repetitions: 4, inBandPercent: 80, beamDeg: 1, zone: 'level',
  confidence: 'high', sensor: 'live',
};
const card = (patient: string, part: Partial<Card> = {}): Card => ({
  patient, name: patient, standing: 'active', online: true, demonstration: false, live: null, pain: { before: null, during: null, night: null, morning: null }, stopped: null,
  missingEvents: 0, battery: null, alarms: [], ...part,
});
const practising = (patient: string, part: Partial<LiveFacts> = {}): Card => card(patient, { live: { ...facts, ...part } });
const alarm = (priority: Priority, snoozedUntil: string | null = null): OpenAlarm => ({ alarm: `s1.${priority}`, kind: 'fell', priority, at: '2026-11-22T20:00:00.000Z', snoozedUntil });
const order = (cards: readonly Card[], before: Order = noOrder, now = 0, pins: readonly string[] = []): Order => arrange(before, cards, new Set(pins), now);

test('who is called for comes first, by how soon; then trouble, then practice', () => {
  const cards = [
    practising('practice'), practising('lost', { sensor: 'lost' }), card('low', { alarms: [alarm('low')] }), card('medium', { alarms: [alarm('medium')] }),
    card('high', { alarms: [alarm('high')] }), card('at-rest'),
  ];
  expect(order(cards).cards).toEqual(['high', 'medium', 'low', 'lost', 'practice']);
  expect(order(cards).rows).toEqual(['at-rest']);
});

test('an alarm that was put off calls nobody, and a pause that was asked for is no trouble', () => {
  expect(needOf(card('a', { alarms: [alarm('high', '2026-11-22T21:00:00.000Z')] }))).toBe(need.there);
  expect(needOf(practising('a', { pause: 'asked' }))).toBe(need.session);
  expect(needOf(practising('a', { pause: 'down' }))).toBe(need.trouble);
  expect(needOf(practising('a', { zone: 'alert' }))).toBe(need.session);
});

test('those of equal need stay where they are, whatever order they are told in', () => {
  const first = order([practising('a'), practising('b'), practising('c')]);
  expect(order([practising('c'), practising('a'), practising('b')], first, 1_000).cards).toEqual(['a', 'b', 'c']);
});

test('a card rises at once and falls only after a while, so that it is there for the hand', () => {
  const trouble = practising('trouble', { sensor: 'lost' });
  const calm = order([trouble, practising('a')]);
  const called = order([trouble, practising('a', { pause: null }), card('b', { alarms: [alarm('medium')] })], calm, 1_000);
  expect(called.cards).toEqual(['b', 'trouble', 'a']);
  const without = [trouble, practising('a'), practising('b')];
  const soon = order(without, called, 2_000);
  expect(soon.cards).toEqual(['b', 'trouble', 'a']);
  expect(order(without, soon, 2_000 + fallsAfter - 1).cards).toEqual(['b', 'trouble', 'a']);
  expect(order(without, soon, 2_000 + fallsAfter).cards).toEqual(['trouble', 'b', 'a']);
});

test('what is pinned stays in front, but for an alarm of high priority', () => {
  const cards = [practising('a'), card('pinned'), card('medium', { alarms: [alarm('medium')] }), card('high', { alarms: [alarm('high')] })];
  expect(order(cards, noOrder, 0, ['pinned']).cards).toEqual(['high', 'pinned', 'medium', 'a']);
});

test('a session that is not heard of any more keeps its card, which says so', () => {
  const there = order([practising('a')]);
  const gone = order([card('a', { online: false })], there, 1_000);
  expect(gone.cards).toEqual(['a']);
  const still = order([card('a', { online: false })], gone, keptFor);
  expect(still.cards).toEqual(['a']);
  expect(order([card('a', { online: false })], still, keptFor + 1).rows).toEqual(['a']);
});

test('an alarm is called once', () => {
  const cards = [card('a', { alarms: [alarm('high'), alarm('low')] })];
  expect(newAlarms(new Set(['a s1.low']), cards).map((one) => one.alarm.priority)).toEqual(['high']);
  expect(countOf(cards)).toEqual({ high: 1, medium: 0, low: 1 });
});
