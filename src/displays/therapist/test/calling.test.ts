import { expect, test } from 'vitest';
import { callOf, calledAgainAfter, notCalled, type Calling } from '../src/model/calling';

const played = (...moments: readonly (readonly [waiting: readonly string[], now: number])[]): readonly boolean[] => {
  let calling: Calling = notCalled;
  return moments.map(([waiting, now]) => {
    const said = callOf(calling, waiting, now);
    calling = said.calling;
    return said.isDue;
  });
};

test('it calls when an alarm comes, and again as long as one waits', () =>
  expect(played([[], 0], [['a'], 1], [['a'], 2], [['a'], calledAgainAfter], [['a'], calledAgainAfter + 1])).toEqual([false, true, false, false, true]));

test('another one calls at once', () => expect(played([['a'], 0], [['a', 'b'], 1000], [['a', 'b'], 2000])).toEqual([true, true, false]));

test('what was taken or put off is silent, and what comes back calls', () =>
  expect(played([['a'], 0], [[], 1000], [[], 100_000], [['a'], 100_001])).toEqual([true, false, false, true]));
