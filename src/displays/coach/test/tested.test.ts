import { expect, test } from 'vitest';
import { testedOf } from '../src/model/tested';
import { oneLegTest } from './told';

test('the 30 s test is told in words: where the other side was, and how it ended', () => {
  expect(testedOf(oneLegTest({ bestRaiseDeg: 5, levelAt30Deg: -3, pelvisFallStartS: 12.4 }))).toEqual({ end: 'held', first: 'above', last: 'below', sankAfter: 12 });
  expect(testedOf(oneLegTest({ bestRaiseDeg: 1.9, levelAt30Deg: -1.9 }))).toEqual({ end: 'held', first: 'about', last: 'about', sankAfter: null });
});

test('what could not be measured is not made up', () =>
  expect(testedOf(oneLegTest({ bestRaiseDeg: null, levelAt30Deg: null, endReason: 'sensor' }))).toEqual({ end: 'sensor', first: null, last: null, sankAfter: null }));
