import { restrictions as allRestrictions, type Exercise, type Plan, type PlannedExercise, type Proposal, type Restriction, type Screening, type Side } from '../hub/shapes';
import { hasBand } from './bands';
import { stepOf, type Step } from './step';

/** A plan while it is edited. Each exercise has a key of its own, so that what is typed stays with it when others come and go. */
export interface Draft {
  readonly screen: Screening;
  /** Whether this screen was confirmed; a new patient's is to be asked first. */
  readonly isScreened: boolean;
  readonly rows: readonly DraftRow[];
  readonly pain: Plan['pain'];
  readonly dailySets: number;
  readonly rawMotion: boolean;
  readonly planId: string;
  readonly nextKey: number;
  /** Proposals that were taken up in it, until it is saved. */
  readonly taken: readonly Taken[];
  readonly isChanged: boolean;
}

/** A proposal, the exercise that it is about, and what was filled in for it; null where that is left to whoever edits. */
export interface Taken {
  readonly proposal: string;
  readonly key: number;
  readonly step: Step | null;
}

export interface DraftRow {
  readonly key: number;
  readonly planned: PlannedExercise;
}

export type Edit =
  | { readonly type: 'screen'; readonly part: Partial<Screening> }
  | { readonly type: 'restrict'; readonly restriction: Restriction; readonly on: boolean }
  | { readonly type: 'screened'; readonly by: string; readonly at: string }
  | { readonly type: 'add' }
  | { readonly type: 'remove'; readonly key: number }
  | { readonly type: 'up'; readonly key: number }
  | { readonly type: 'row'; readonly key: number; readonly part: Partial<PlannedExercise> }
  | { readonly type: 'take'; readonly proposal: Proposal }
  | { readonly type: 'pain'; readonly part: Partial<Plan['pain']> }
  | { readonly type: 'dailySets'; readonly dailySets: number }
  | { readonly type: 'rawMotion'; readonly on: boolean };

const unscreened: Screening = {
  by: 'nobody', at: '', weightBearing: 'none', restrictions: [], fractureRisk: false, fallsOrAid: false, dizziness: false, shoulder: false,
};

/** Begun from what is kept, or from nothing. */
export const draftOf = (plan: Plan | null, newId: () => string): Draft => ({
  screen: plan?.screen ?? unscreened,
  isScreened: plan?.screen != null,
  rows: (plan?.exercises ?? []).map((planned, key) => ({ key, planned })),
  pain: plan?.pain ?? { stopOver: 5, stopRise: 2, holdFrom: 4 },
  dailySets: plan?.dailySets ?? 20,
  rawMotion: plan?.rawMotion ?? false,
  planId: plan?.planId ?? newId(),
  nextKey: plan?.exercises.length ?? 0,
  taken: [],
  isChanged: false,
});

/** What is sent. */
export const planOf = (draft: Draft): Plan => ({
  v: 1, planId: draft.planId, screen: draft.isScreened ? draft.screen : null, exercises: draft.rows.map((row) => row.planned),
  pain: draft.pain, dailySets: draft.dailySets, rawMotion: draft.rawMotion,
});

export function edited(draft: Draft, edit: Edit): Draft {
  return { ...changed(draft, edit), isChanged: true };
}

function changed(draft: Draft, edit: Edit): Draft {
  switch (edit.type) {
    case 'screen':
      // Other answers are another screen: it is to be confirmed anew.
      return { ...draft, screen: { ...draft.screen, ...edit.part }, isScreened: false };
    case 'restrict': {
      const kept = allRestrictions.filter((one) => (one === edit.restriction ? edit.on : draft.screen.restrictions.includes(one)));
      return { ...draft, screen: { ...draft.screen, restrictions: kept }, isScreened: false };
    }
    case 'screened':
      return { ...draft, screen: { ...draft.screen, by: edit.by, at: edit.at }, isScreened: true };
    case 'add':
      return { ...draft, rows: [...draft.rows, { key: draft.nextKey, planned: fresh }], nextKey: draft.nextKey + 1 };
    case 'remove':
      return { ...draft, rows: draft.rows.filter((row) => row.key !== edit.key) };
    case 'up': {
      const index = draft.rows.findIndex((row) => row.key === edit.key);
      return index < 1 ? draft : { ...draft, rows: draft.rows.toSpliced(index - 1, 2, draft.rows[index]!, draft.rows[index - 1]!) };
    }
    case 'row':
      return { ...draft, rows: draft.rows.map((row) => (row.key === edit.key ? { ...row, planned: fitting({ ...row.planned, ...edit.part }) } : row)) };
    case 'take': {
      const { id, exercise, side } = edit.proposal;
      const row = draft.rows.find(({ planned }) => planned.exercise === exercise && planned.side === side);
      if (row === undefined || draft.taken.some(({ proposal }) => proposal === id)) {
        return draft;
      }

      const step = stepOf(row.planned, edit.proposal);
      const filled = step === null ? draft : changed(draft, { type: 'row', key: row.key, part: { [step.field]: step.to } });
      return { ...filled, taken: [...draft.taken, { proposal: id, key: row.key, step }] };
    }
    case 'pain':
      return { ...draft, pain: { ...draft.pain, ...edit.part } };
    case 'dailySets':
      return { ...draft, dailySets: edit.dailySets };
    case 'rawMotion':
      return { ...draft, rawMotion: edit.on };
  }
}

/** Ten seconds with fingertips on a counter: what somebody of eighty can begin with. */
const fresh: PlannedExercise = {
  exercise: 'single-leg-stance', side: 'left', support: 'fingertips', sets: 2, reps: 3, holdS: 10, band: null, restS: 60, feedbackPercent: 100, sound: 'cues',
};

export const isHeld = (exercise: Exercise): boolean =>
  exercise === 'single-leg-stance' || exercise === 'trendelenburg-test' || exercise === 'side-plank-abduction' || exercise === 'walking';

/** The sides that an exercise has. */
export const sidesOf = (exercise: Exercise): readonly Side[] => (exercise === 'squat' || exercise === 'walking' ? ['both'] : ['left', 'right']);

const usualHoldS: Partial<Record<Exercise, number>> = { 'single-leg-stance': 10, 'trendelenburg-test': 30, 'side-plank-abduction': 10, walking: 60 };

/** Another exercise may have other sides, be counted instead of held, have no limit, or need no key. */
function fitting(planned: PlannedExercise): PlannedExercise {
  const sides = sidesOf(planned.exercise);
  const { unlocked, ...rest } = planned;
  return {
    ...rest,
    side: sides.includes(planned.side) ? planned.side : sides[0]!,
    holdS: isHeld(planned.exercise) ? planned.holdS ?? usualHoldS[planned.exercise]! : null,
    band: hasBand(planned.exercise) && planned.band && (planned.band.alertDeg !== null || planned.band.dwellS !== null) ? planned.band : null,
    ...(planned.exercise === 'side-plank-abduction' && unlocked ? { unlocked } : {}),
  };
}

/** Why the home would refuse to start an exercise, by the screen; null where it would not. The home decides by the same rules. */
export type Conflict = 'no-weight' | 'not-one-leg' | 'no-active-abduction' | 'no-internal-rotation' | 'no-extension' | 'locked' | 'shoulder' | 'needs-support' | 'fracture';

export function conflictOf(screen: Screening, planned: PlannedExercise): Conflict | null {
  const { exercise } = planned;
  const isPlank = exercise === 'side-plank-abduction';
  const onOneLeg = ['single-leg-stance', 'single-leg-squat', 'lateral-step-up', 'trendelenburg-test', 'hip-abduction-extension'].includes(exercise);
  const has = (restriction: Restriction) => screen.restrictions.includes(restriction);
  return screen.weightBearing === 'none' && !isPlank ? 'no-weight'
    : screen.weightBearing !== 'full' && onOneLeg ? 'not-one-leg'
    : has('no-active-abduction') && (exercise === 'hip-abduction-extension' || isPlank) ? 'no-active-abduction'
    : has('no-internal-rotation') && exercise === 'standing-internal-rotation' ? 'no-internal-rotation'
    : has('no-extension') && exercise === 'hip-abduction-extension' ? 'no-extension'
    : isPlank && planned.unlocked !== true ? 'locked'
    : screen.shoulder && isPlank ? 'shoulder'
    : (screen.fallsOrAid || screen.dizziness) && onOneLeg && planned.support === 'none' ? 'needs-support'
    : screen.fractureRisk && (exercise === 'single-leg-squat' || exercise === 'lateral-step-up') ? 'fracture'
    : null;
}

/** The same exercise on the same side is there twice: the home would know only the first. */
export const isTwice = (draft: Draft, row: DraftRow): boolean =>
  draft.rows.some((other) => other.key < row.key && other.planned.exercise === row.planned.exercise && other.planned.side === row.planned.side);

/** An account as a pseudonym of the messages. */
export const pseudonymOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9-]/g, '-').slice(0, 32);
