import type { Ended, Exercise, LastSet, Leg, Notice, Pause, Plan, Question, Side, State, Support } from '../messages/messages';
import type { LinkPhase } from '../link/link';
import type { Told } from './told';

/** An exercise as it is shown: which leg stands, and which moves. */
export interface Task {
  readonly exercise: Exercise;
  readonly side: Side;
  readonly stand: Leg | null;
  readonly move: Leg | null;
}

/** How far a set has come. */
export interface Progress {
  readonly set: number;
  readonly sets: number;
  readonly done: number;
  readonly reps: number;
  readonly holdS: number | null;
}

export type Screen =
  | { readonly name: 'connecting' | 'offline' | 'elsewhere' | 'refused' | 'no-plan' | 'join' }
  | { readonly name: 'today'; readonly tasks: readonly Listed[]; readonly minutes: number | null }
  | { readonly name: 'question'; readonly question: Exclude<Question, 'effort'> }
  | { readonly name: 'connect' | 'wear-check' | 'static' | 'bow' | 'side-check'; readonly again: boolean }
  | { readonly name: 'before'; readonly task: Task; readonly progress: Progress; readonly support: Support }
  | { readonly name: 'countdown'; readonly task: Task; readonly progress: Progress; readonly dueAt: number }
  | { readonly name: 'live'; readonly task: Task; readonly progress: Progress; readonly way: Way }
  | { readonly name: 'rest'; readonly task: Task; readonly progress: Progress; readonly lastSet: LastSet | null; readonly mayRedo: boolean; readonly dueAt: number | null }
  | { readonly name: 'result'; readonly asks: 'effort' | 'pain'; readonly lastSet: LastSet | null; readonly mayRedo: boolean }
  | { readonly name: 'paused'; readonly pause: Pause }
  | { readonly name: 'notice'; readonly notice: Notice }
  | { readonly name: 'end'; readonly ended: Ended };

/** An exercise of the plan in the list of the day. */
export interface Listed {
  readonly task: Task;
  readonly sets: number;
  readonly reps: number;
  readonly holdS: number | null;
  /** Ruled out by the therapist's safety screen, or locked: it is not offered, and why is the therapist's to say. */
  readonly isOut: boolean;
}

/** How a set is shown: a beam seen from behind, a bar for lying, or nothing but words while walking. */
export type Way = 'beam' | 'bar' | 'walk';

const other = (leg: Leg): Leg => (leg === 'left' ? 'right' : 'left');

/** Both legs by name. In internal rotation the side is the leg that works, both feet on the floor; in the plank the lower side. */
export function taskOf(exercise: Exercise, side: Side): Task {
  const leg = side === 'left' || side === 'right' ? side : null;
  const none = { exercise, side, stand: null, move: null };
  return leg === null || exercise === 'side-plank-abduction' ? none
    : exercise === 'standing-internal-rotation' ? { ...none, stand: other(leg), move: leg }
    : { ...none, stand: leg, move: other(leg) };
}

export const wayOf = (exercise: Exercise): Way =>
  exercise === 'walking' ? 'walk' : exercise === 'side-plank-abduction' ? 'bar' : 'beam';

/** Notices that are a screen of their own once the session is over: they stay until they were read. */
const final: ReadonlySet<Notice> = new Set<Notice>(['emergency', 'not-today', 'daily-cap', 'pain-stop', 'wrong-side']);

const betweenRepetitions = 4;
const paced = 6;
const setUp = 150;

/** About how long a plan takes with its calibration, in whole minutes. */
export function minutesOf(exercises: Plan['exercises']): number {
  const seconds = exercises.reduce(
    (sum, one) => sum + one.sets * (one.reps * (one.holdS === null ? paced : one.holdS + betweenRepetitions) + one.restS), setUp);
  return Math.max(1, Math.round(seconds / 60));
}

/** What is shown. All of it follows from what was told; only what was read and put aside is the page's own. */
export function screenOf(phase: LinkPhase, told: Told, read: ReadonlySet<string>): Screen {
  const { state } = told;
  if (phase === 'elsewhere' || phase === 'refused') {
    return { name: phase };
  }

  if (phase === 'unpaired') {
    return { name: 'join' };
  }

  if (phase !== 'up' || state === null) {
    return { name: 'connecting' };
  }

  if (!state.online) {
    return { name: 'offline' };
  }

  // How hard it was is asked beside what came of it, and nothing waits for the answer.
  if (state.question !== null && state.question !== 'effort') {
    return { name: 'question', question: state.question };
  }

  return state.pause !== null ? { name: 'paused', pause: state.pause } : ofStep(told, state, read);
}

/** What a notice is put aside by, so that the same one of a later session shows again. */
export const nameOfNotice = (told: Told): string => `${told.state?.notice ?? ''} ${told.state?.ended?.sessionId ?? ''}`;

function ofStep(told: Told, state: State, read: ReadonlySet<string>): Screen {
  const again = state.notice === 'try-again' || state.notice === 'other-side';
  switch (state.step) {
    case 'idle':
      return state.notice !== null && final.has(state.notice) && !read.has(nameOfNotice(told)) ? { name: 'notice', notice: state.notice }
        : state.ended && !read.has(state.ended.sessionId) ? { name: 'end', ended: state.ended }
        : state.planId === null ? { name: 'no-plan' }
        : today(told.plan, state);
    case 'questions':
      return { name: 'connecting' };
    case 'connect':
    case 'wear-check':
    case 'static':
    case 'bow':
    case 'side-check':
      return { name: state.step, again };
    case 'result':
      return { name: 'result', asks: state.question === 'effort' ? 'effort' : 'pain', lastSet: state.lastSet ?? null, mayRedo: state.mayRedo ?? false };
    default:
      return ofExercise(told, state);
  }
}

function today(plan: Plan | null, { ruledOut = [] }: State): Screen {
  const isOut = (one: Plan['exercises'][number]) => ruledOut.some(({ exercise, side }) => exercise === one.exercise && side === one.side);
  const left = plan?.exercises.filter((one) => !isOut(one)) ?? [];
  return {
    name: 'today',
    tasks: plan?.exercises.map((one) => ({ task: taskOf(one.exercise, one.side), sets: one.sets, reps: one.reps, holdS: one.holdS, isOut: isOut(one) })) ?? [],
    minutes: left.length > 0 ? minutesOf(left) : null,
  };
}

function ofExercise(told: Told, state: State): Screen {
  const { exercise, side, set, sets, done, reps, holdS } = state;
  if (exercise === null || side === null || set === null || sets === null || done === null || reps === null) {
    return { name: 'connecting' };
  }

  const task = taskOf(exercise, side);
  const progress = { set, sets, done, reps, holdS };
  const dueAt = state.leftS === null ? null : told.stateAt + state.leftS * 1000;
  switch (state.step) {
    case 'countdown':
      return { name: 'countdown', task, progress, dueAt: dueAt ?? told.stateAt };
    case 'set':
      return { name: 'live', task, progress, way: wayOf(exercise) };
    case 'rest':
      return { name: 'rest', task, progress, lastSet: state.lastSet ?? null, mayRedo: state.mayRedo ?? false, dueAt };
    default:
      return { name: 'before', task, progress, support: state.support ?? 'unknown' };
  }
}
