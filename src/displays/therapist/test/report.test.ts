import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Report } from '../src/hub/shapes';
import { densityOf, printedSets } from '../src/model/print';
import { addressOf, routeOf, type Route } from '../src/model/route';
import { changeOf, trendPicture, trendsOf } from '../src/model/trend';

const report = (name: string) => JSON.parse(readFileSync(new URL(`scenes/${name}.json`, import.meta.url), 'utf8')) as Report;
const at = '2026-11-22T16:00:00.000Z';
const trend = (values: readonly (number | null)[], measurementErrorDeg: number | null = 1) => ({ points: values.map((value) => ({ at, value })), measurementErrorDeg });

test('trends are read with their own error, or with one for all', () => {
  expect(trendsOf(report('report').trend).map((one) => [one.exercise, one.side, one.measurementErrorDeg])).toEqual([
    ['single-leg-stance', 'left', 1.2], ['single-leg-stance', 'right', 1.2], ['single-leg-squat', 'left', 1.9], ['squat', 'both', null],
  ]);
  expect(trendsOf({ 'squat/both': [{ at, value: 3 }], measurementErrorDeg: 0.7 })[0]).toMatchObject({ exercise: 'squat', side: 'both', measurementErrorDeg: 0.7 });
});

test('a difference within the error is none', () => {
  expect(changeOf(trend([5, 4.2]))).toBe('within');
  expect(changeOf(trend([5, 3.9]))).toBe('less');
  expect(changeOf(trend([5, null, 6.2]))).toBe('more');
  expect(changeOf(trend([5, 9], null))).toBeNull();
  expect(changeOf(trend([5]))).toBeNull();
});

test('a session that could not be judged is a gap in line and shade', () => {
  const { lines, shades, points } = trendPicture(trend([4, 4, null, 2]), 30, 10);
  expect([lines.length, shades.length, points.length]).toEqual([2, 1, 3]);
  expect(trendPicture(trend([4, 4], null), 30, 10).shades).toEqual([]);
});

test('a longer report is printed smaller', () => {
  expect(densityOf(report('report'), 4)).toBe(0);
  expect(densityOf(report('report-long'), 8)).toBeGreaterThan(0);
});

test('many sets are printed together, and nothing of them is lost', () => {
  const { sets } = report('report-long');
  expect(printedSets(report('report').sets)).toBeNull();
  const together = printedSets(sets)!;
  expect(together.length).toBeLessThan(sets.length / 2);
  expect(together.flatMap((one) => one.numbers).sort((one, other) => one - other)).toEqual(sets.map((set) => set.number));
  expect(together.reduce((sum, one) => sum + one.set.judged, 0)).toBe(sets.reduce((sum, set) => sum + set.judged, 0));
  expect(printedSets(sets.map((set) => ({ ...set, bandPercent: null })))![0]!.set.bandPercent).toBeNull();
});

test('addresses lead where they came from, and nonsense to the wall', () => {
  const routes: readonly Route[] = [
    { page: 'wall' }, { page: 'alerts' }, { page: 'live', patient: 'p1' }, { page: 'plan', patient: 'p1' }, { page: 'home', patient: 'p-2' }, { page: 'report', patient: 'p1', session: 's/1' },
  ];
  for (const route of routes) {
    expect(routeOf(addressOf(route))).toEqual(route);
  }

  expect(routeOf('#/patient/%E0%A4%A')).toEqual({ page: 'wall' });
  expect(routeOf('#/<script>')).toEqual({ page: 'wall' });
});
