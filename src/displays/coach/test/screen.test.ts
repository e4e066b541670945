import { describe, expect, test } from 'vitest';
import type { Notice, Pause, Plan, Question, State, Step } from '../src/messages/messages';
import { minutesOf, nameOfNotice, screenOf, taskOf } from '../src/model/screen';
import { nothing, take, type Told } from '../src/model/told';
import { alert, idle, lastSet, state } from './told';

const after = (...messages: readonly Parameters<typeof take>[1][]): Told => messages.reduce((told, one) => take(told, one, 1000), nothing);
const of = (told: Told, ...read: readonly string[]) => screenOf('up', told, new Set(read));
const inStep = (step: Step) => after({ kind: 'state', message: state({ step }) });

describe('every step is a screen', () => {
  test.each([
    ['connect', 'connect'], ['wear-check', 'wear-check'], ['static', 'static'], ['bow', 'bow'], ['side-check', 'side-check'],
    ['ready', 'before'], ['countdown', 'countdown'], ['set', 'live'], ['rest', 'rest'], ['result', 'result'],
  ] as const)('%s: %s', (step, screen) => expect(of(inStep(step)).name).toBe(screen));

  test.each(['pain-now', 'pain-night', 'pain-morning', 'unwell', 'do-not-start', 'support-ready', 'all-right'] satisfies Question[])('%s', (question) =>
    expect(of(after({ kind: 'state', message: state({ step: 'questions', question }) }))).toEqual({ name: 'question', question }));

  test.each(['asked', 'sensor', 'slip', 'down', 'restarted', 'nobody-there', 'calibration'] satisfies Pause[])('%s', (pause) =>
    expect(of(after({ kind: 'state', message: state({ pause }) }))).toEqual({ name: 'paused', pause }));
});

test('a question comes before the pause that it belongs to', () =>
  expect(of(after({ kind: 'state', message: state({ pause: 'down', question: 'all-right', notice: 'emergency' }) })).name).toBe('question'));

test('nothing of a session is shown while the worker is not there', () => {
  expect(screenOf('down', inStep('set'), new Set()).name).toBe('connecting');
  expect(screenOf('up', nothing, new Set()).name).toBe('connecting');
  expect(screenOf('elsewhere', inStep('set'), new Set()).name).toBe('elsewhere');
  expect(screenOf('unpaired', inStep('set'), new Set()).name).toBe('join');
  expect(of(after({ kind: 'state', message: state({ online: false }) })).name).toBe('offline');
});

test('how hard it was is asked beside the result, then how much it hurts', () => {
  expect(of(after({ kind: 'state', message: state({ step: 'result', question: 'effort' }) }))).toMatchObject({ name: 'result', asks: 'effort' });
  expect(of(inStep('result'))).toMatchObject({ name: 'result', asks: 'pain' });
  expect(of(after({ kind: 'state', message: state({ step: 'result', question: 'effort', pause: 'asked' }) })).name).toBe('paused');
});

test('after a set the state says what came of it, and whether it may be done again', () => {
  const rested = after({ kind: 'state', message: state({ step: 'rest', lastSet: lastSet(), mayRedo: true }) });
  expect(of(rested)).toMatchObject({ name: 'rest', lastSet: lastSet(), mayRedo: true });
  expect(of(inStep('rest'))).toMatchObject({ name: 'rest', lastSet: null, mayRedo: false });
  const done = after({ kind: 'state', message: state({ step: 'result', question: 'effort', lastSet: lastSet() }) });
  expect(of(done)).toMatchObject({ name: 'result', lastSet: lastSet(), mayRedo: false });
});

describe('between sessions', () => {
  test.each(['emergency', 'not-today', 'daily-cap', 'pain-stop', 'wrong-side'] satisfies Notice[])('%s stays until it was read', (notice) => {
    const told = after({ kind: 'state', message: idle({ notice }) });
    expect(of(told)).toEqual({ name: 'notice', notice });
    expect(of(told, nameOfNotice(told)).name).toBe('today');
  });

  test('the end of a session stays until it was read, on a page that was opened since too', () => {
    const ended = { t: '2026-11-22T10:00:00.000Z', sessionId: 's1', reason: 'done' };
    const told = after({ kind: 'state', message: idle({ ended }) });
    expect(of(told)).toEqual({ name: 'end', ended });
    expect(of(told, 's1').name).toBe('today');
    expect(of(told, 's0').name).toBe('end');
  });

  test('a notice comes before the end, and the same one of a later session shows again', () => {
    const after1 = idle({ notice: 'emergency', ended: { t: '2026-11-22T10:00:00.000Z', sessionId: 's1', reason: 'fell' } });
    const told = after({ kind: 'state', message: after1 });
    expect(of(told).name).toBe('notice');
    expect(of(told, nameOfNotice(told)).name).toBe('end');
    const later = after({ kind: 'state', message: { ...after1, ended: { ...after1.ended!, sessionId: 's2' } } });
    expect(of(later, nameOfNotice(told)).name).toBe('notice');
  });

  test('what the safety screen rules out is shown as that, and its minutes are not counted', () => {
    const one = { support: 'none', sets: 3, reps: 5, holdS: 10, restS: 60 } as const;
    const plan: Plan = { planId: 'p', exercises: [{ exercise: 'single-leg-stance', side: 'left', ...one }, { exercise: 'side-plank-abduction', side: 'left', ...one }] };
    const listed = (...ruledOut: NonNullable<State['ruledOut']>) =>
      of({ ...after({ kind: 'state', message: idle({ ruledOut }) }), plan }) as Extract<ReturnType<typeof of>, { name: 'today' }>;
    expect(listed().tasks.map(({ isOut }) => isOut)).toEqual([false, false]);
    expect(listed({ exercise: 'side-plank-abduction', side: 'right' }).tasks.map(({ isOut }) => isOut)).toEqual([false, false]);
    const without = listed({ exercise: 'side-plank-abduction', side: 'left' });
    expect(without.tasks.map(({ isOut }) => isOut)).toEqual([false, true]);
    expect(without.minutes).toBe(minutesOf(plan.exercises.slice(0, 1)));
    expect(listed({ exercise: 'side-plank-abduction', side: 'left' }, { exercise: 'single-leg-stance', side: 'left' }).minutes).toBeNull();
  });

  test('no plan is no list of nothing', () => expect(of(after({ kind: 'state', message: idle({ planId: null }) })).name).toBe('no-plan'));
});

test('both legs are named', () => {
  expect(taskOf('single-leg-stance', 'left')).toMatchObject({ stand: 'left', move: 'right' });
  expect(taskOf('hip-abduction-extension', 'right')).toMatchObject({ stand: 'right', move: 'left' });
  expect(taskOf('standing-internal-rotation', 'right')).toMatchObject({ stand: 'left', move: 'right' });
  expect(taskOf('side-plank-abduction', 'left')).toMatchObject({ stand: null, move: null });
  expect(taskOf('squat', 'both')).toMatchObject({ stand: null, move: null });
});

test('minutes are counted from sets, holds and rests', () => {
  const plan = { planId: 'p', exercises: [{ exercise: 'single-leg-stance', side: 'left', support: 'none', sets: 3, reps: 5, holdS: 10, restS: 60 }] } satisfies Plan;
  expect(minutesOf(plan.exercises)).toBe(Math.round((150 + 3 * (5 * 14 + 60)) / 60));
});

describe('what was told', () => {
  const event = { kind: 'alert', message: alert() } as const;

  test('an alert that comes twice is no new one after its end', () => {
    const over = { kind: 'alert', message: alert({ eventId: 'e-2', phase: 'end' }) } as const;
    expect(after({ kind: 'state', message: state() }, event, over, event).alert).toBeNull();
  });

  test('an alert ends with its own end, with the set and with a pause', () => {
    const begun = after({ kind: 'state', message: state() }, event);
    expect(begun.alert?.alertId).toBe('e-1');
    expect(take(begun, { kind: 'alert', message: alert({ eventId: 'e-2', phase: 'end' }) }, 0).alert).toBeNull();
    expect(take(begun, { kind: 'alert', message: alert({ eventId: 'e-3', alertId: 'other', phase: 'end' }) }, 0).alert).not.toBeNull();
    expect(take(begun, { kind: 'state', message: state({ step: 'rest' }) }, 0).alert).toBeNull();
    expect(take(begun, { kind: 'state', message: state({ pause: 'sensor' }) }, 0).alert).toBeNull();
  });

  test('a refusal is shown until something moves', () => {
    const reply = { kind: 'reply', message: { ...state(), cmdId: 'c', accepted: false, refusal: 'not-now', reason: 'No.' } } as const;
    const told = after({ kind: 'state', message: state({ step: 'rest' }) }, reply);
    expect(told.refused?.reason).toBe('No.');
    expect(take(told, { kind: 'state', message: state({ step: 'ready' }) }, 0).refused).toBeNull();
  });
});
