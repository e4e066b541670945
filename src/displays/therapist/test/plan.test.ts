import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compiler } from '../../coach/src/messages/schema';
import type { KeptPlan, PlannedExercise, Proposal } from '../src/hub/shapes';
import { bandEdit, turned, type BandTurn } from '../src/model/band';
import { stepOf } from '../src/model/step';
import { conflictOf, draftOf, edited, isTwice, planOf, pseudonymOf, type Draft, type Edit } from '../src/model/plan';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const messages = '../../../../docs/messages/';
const isPlan = compiler([read(`${messages}plan.schema.json`), read(`${messages}envelope.schema.json`)] as never)('plan.schema.json');
const kept = read('scenes/plan.json') as KeptPlan;
const after = (draft: Draft, ...edits: readonly Edit[]): Draft => edits.reduce(edited, draft);
const begun = (): Draft => draftOf(kept.plan, () => 'plan-new');

test('what was kept is what is sent, and it is a plan by the schema', () => {
  expect(planOf(begun())).toEqual(kept.plan);
  expect(isPlan(planOf(begun()))).toBe(true);
});

test('a new plan has no screen until somebody confirms one, and none is sent without', () => {
  const fresh = after(draftOf(null, () => 'plan-new'), { type: 'add' });
  expect(fresh.isScreened).toBe(false);
  expect(planOf(fresh).screen).toBeNull();
  const screened = after(fresh, { type: 'screen', part: { weightBearing: 'full' } }, { type: 'screened', by: 'mona', at: '2026-11-22T10:00:00.000Z' });
  expect(planOf(screened).screen).toMatchObject({ by: 'mona', weightBearing: 'full' });
  expect(isPlan(planOf(screened))).toBe(true);
});

test('other answers want the screen confirmed anew', () => {
  expect(after(begun(), { type: 'screen', part: { dizziness: true } }).isScreened).toBe(false);
  const restricted = after(begun(), { type: 'restrict', restriction: 'no-extension', on: true });
  expect([restricted.isScreened, restricted.screen.restrictions]).toEqual([false, ['no-internal-rotation', 'no-extension']]);
});

test('another exercise takes the side, the hold and the band that it can have', () => {
  const row = begun().rows[1]!;
  const squat = after(begun(), { type: 'row', key: row.key, part: { exercise: 'squat' } }).rows[1]!.planned;
  expect(squat).toMatchObject({ side: 'both', holdS: null });
  const walking = after(begun(), { type: 'row', key: row.key, part: { exercise: 'walking' } }).rows[1]!.planned;
  expect(walking).toMatchObject({ side: 'both', holdS: 10, band: null });
  const emptied = after(begun(), { type: 'row', key: row.key, part: { band: { alertDeg: null, dwellS: null } } }).rows[1]!.planned;
  expect(emptied.band).toBeNull();
  expect(isPlan(planOf(after(begun(), { type: 'row', key: row.key, part: { exercise: 'walking' } })))).toBe(true);
});

test('every exercise that can be chosen makes a plan by the schema', () => {
  for (const exercise of ['single-leg-stance', 'single-leg-squat', 'squat', 'lateral-step-up', 'walking', 'hip-abduction-extension', 'side-plank-abduction', 'standing-internal-rotation', 'trendelenburg-test'] as const) {
    expect(isPlan(planOf(after(begun(), { type: 'row', key: 0, part: { exercise } }))), exercise).toBe(true);
  }
});

test('rows keep their keys when others come, go and change places', () => {
  const keys = (draft: Draft) => draft.rows.map((row) => row.key);
  const changed = after(begun(), { type: 'remove', key: 1 }, { type: 'up', key: 3 }, { type: 'add' }, { type: 'up', key: 0 });
  expect(keys(changed)).toEqual([0, 3, 2, 4, 5, 6]);
  expect(changed.isChanged).toBe(true);
});

test('what the home would refuse is said while it is planned', () => {
  const screen = kept.plan!.screen!;
  const [stance, , squat, , rotation, plank] = kept.plan!.exercises;
  expect(conflictOf(screen, stance!)).toBeNull();
  expect(conflictOf(screen, { ...stance!, support: 'none' })).toBe('needs-support');
  expect(conflictOf(screen, rotation!)).toBe('no-internal-rotation');
  expect(conflictOf(screen, plank!)).toBe('locked');
  expect(conflictOf({ ...screen, shoulder: true }, { ...plank!, unlocked: true })).toBe('shoulder');
  expect(conflictOf({ ...screen, weightBearing: 'partial' }, squat!)).toBe('not-one-leg');
  expect(conflictOf({ ...screen, weightBearing: 'none' }, stance!)).toBe('no-weight');
  expect(conflictOf({ ...screen, fractureRisk: true }, squat!)).toBe('fracture');
});

test('the same exercise twice on a side is told', () => {
  const twice = after(begun(), { type: 'row', key: 1, part: { side: 'left' } });
  expect(twice.rows.filter((row) => isTwice(twice, row)).map((row) => row.key)).toEqual([1]);
});

test('an account is a pseudonym in a message', () => expect(pseudonymOf('Mona.Lie@clinic.example')).toMatch(/^[a-z0-9-]{1,32}$/));

test('a band is looked at, confirmed, sent and answered, in that order alone', () => {
  const start = bandEdit('single-leg-stance', 'left', null, 4);
  const go = (...turns: readonly BandTurn[]) => turns.reduce(turned, start);
  expect(go({ type: 'send' }).stage).toBe('choosing');
  expect(go({ type: 'choose', alertDeg: 5 }, { type: 'ask' }, { type: 'back' }).stage).toBe('choosing');
  const sent = go({ type: 'choose', alertDeg: 5 }, { type: 'ask' }, { type: 'send' });
  expect(turned(sent, { type: 'choose', alertDeg: 6 }).alertDeg).toBe(5);
  expect(turned(sent, { type: 'answered', answer: { state: 'accepted', reason: null } })).toMatchObject({ stage: 'answered', before: 5 });
  expect(turned(sent, { type: 'answered', answer: { state: 'refused', reason: 'not-now' } })).toMatchObject({ stage: 'answered', before: null });
  expect(go({ type: 'choose', alertDeg: 60 }).alertDeg).toBe(4);
});

test('a preview is of the limit that is chosen, or none', () => {
  const came = { session: 's1', at: null, beforePercent: 62, afterPercent: 81, why: null };
  const chosen = turned(bandEdit('squat', 'both', 6, 6), { type: 'choose', alertDeg: 7 });
  expect(turned(chosen, { type: 'previewed', of: 6.5, came }).preview).toBeNull();
  const seen = turned(chosen, { type: 'previewed', of: 7, came });
  expect(seen.preview).toEqual({ of: 7, came });
  expect(turned(seen, { type: 'choose', alertDeg: 8 }).preview).toBeNull();
});

const proposal = (part: Partial<Proposal> = {}): Proposal => ({ id: 'x', exercise: 'single-leg-stance', side: 'left', proposal: 'harder', reason: 'went-well', ...part });
const oneLeg = (part: Partial<PlannedExercise> = {}): PlannedExercise => ({ ...begun().rows[0]!.planned, support: 'none', sets: 2, reps: 5, holdS: 10, ...part });

test('a proposal is taken up by one step of one thing, and the plan has it when it is saved', () => {
  const row = begun().rows[0]!.planned;
  const taken = after(begun(), { type: 'take', proposal: proposal() });
  expect(taken.rows[0]!.planned).toEqual({ ...row, holdS: row.holdS! + 5 });
  expect(taken.taken).toEqual([{ proposal: 'x', key: 0, step: { field: 'holdS', from: row.holdS, to: row.holdS! + 5 } }]);
  expect(taken.isChanged).toBe(true);
  expect(isPlan(planOf(taken))).toBe(true);
  expect(after(taken, { type: 'take', proposal: proposal() })).toEqual(taken);
});

test('a proposal for what is not in the plan any more changes nothing', () =>
  expect(after(begun(), { type: 'take', proposal: proposal({ exercise: 'walking', side: 'both' }) }).taken).toEqual([]));

test('harder is longer, then more often; easier is more to hold on to where it was not level, else less of it', () => {
  const step = (planned: PlannedExercise, part: Partial<Proposal>) => stepOf(planned, proposal(part));
  expect(step(oneLeg({ holdS: 28 }), {})).toEqual({ field: 'holdS', from: 28, to: 30 });
  expect(step(oneLeg({ holdS: 30 }), {})).toEqual({ field: 'reps', from: 5, to: 6 });
  expect(step(oneLeg({ exercise: 'single-leg-squat', holdS: null, reps: 10 }), {})).toEqual({ field: 'reps', from: 10, to: 12 });
  expect(step(oneLeg({ exercise: 'walking', side: 'both', holdS: 120 }), {})).toEqual({ field: 'holdS', from: 120, to: 180 });
  expect(step(oneLeg({ exercise: 'squat', side: 'both', holdS: null, reps: 15 }), {})).toBeNull();
  expect(step(oneLeg(), { proposal: 'easier', reason: 'mostly-not-level' })).toEqual({ field: 'support', from: 'none', to: 'fingertips' });
  expect(step(oneLeg({ support: 'hand' }), { proposal: 'easier', reason: 'mostly-not-level' })).toEqual({ field: 'sets', from: 2, to: 1 });
  expect(step(oneLeg(), { proposal: 'easier', reason: 'too-painful' })).toEqual({ field: 'sets', from: 2, to: 1 });
  expect(step(oneLeg({ sets: 1 }), { proposal: 'easier', reason: 'not-settled' })).toEqual({ field: 'reps', from: 5, to: 3 });
  expect(step(oneLeg({ sets: 1, reps: 1 }), { proposal: 'easier', reason: 'not-settled' })).toEqual({ field: 'holdS', from: 10, to: 5 });
  expect(step(oneLeg({ exercise: 'trendelenburg-test' }), {})).toBeNull();
  expect(step(oneLeg(), { proposal: 'keep', reason: null })).toBeNull();
});
