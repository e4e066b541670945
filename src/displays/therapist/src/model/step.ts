import type { PlannedExercise, Proposal } from '../hub/shapes';

/** One thing of an exercise that becomes another: a plan is made harder or easier by one variable at a time. */
export type Step =
  | { readonly field: 'holdS' | 'reps' | 'sets'; readonly from: number; readonly to: number }
  | { readonly field: 'support'; readonly from: PlannedExercise['support']; readonly to: PlannedExercise['support'] };

const longestHold = 30;
const longestWalk = 1800;
const mostReps = 15;
const supports = ['none', 'fingertips', 'hand'] as const;

/**
 * What is filled in for a proposal, for the therapist to confirm or to change; null where nothing is obvious, and for the 30 s test, which is no practice.
 * The sizes of the steps are our judgement: some fifth more, some third less, five seconds of a hold, a minute of walking.
 */
export function stepOf(planned: PlannedExercise, { proposal, reason }: Pick<Proposal, 'proposal' | 'reason'>): Step | null {
  return planned.exercise === 'trendelenburg-test' || proposal === 'keep' ? null
    : proposal === 'harder' ? harder(planned)
    : easier(planned, reason === 'mostly-not-level');
}

function harder({ exercise, holdS, reps }: PlannedExercise): Step | null {
  if (holdS !== null) {
    const [more, most] = exercise === 'walking' ? [60, longestWalk] : [5, longestHold];
    if (holdS < most) {
      return { field: 'holdS', from: holdS, to: Math.min(most, holdS + more) };
    }
  }

  return exercise !== 'walking' && reps < mostReps ? { field: 'reps', from: reps, to: Math.min(mostReps, reps + Math.max(1, Math.round(reps / 5))) } : null;
}

// Not level: more to hold on to first, where standing. Pain: less of it first.
function easier({ exercise, support, sets, reps, holdS }: PlannedExercise, isNotLevel: boolean): Step | null {
  const isStanding = exercise !== 'walking' && exercise !== 'side-plank-abduction';
  if (isNotLevel && isStanding && support !== 'hand') {
    return { field: 'support', from: support, to: supports[supports.indexOf(support) + 1]! };
  }

  return sets > 1 ? { field: 'sets', from: sets, to: sets - 1 }
    : reps > 1 ? { field: 'reps', from: reps, to: reps - Math.max(1, Math.round(reps / 3)) }
    : holdS !== null && holdS > 5 ? { field: 'holdS', from: holdS, to: Math.max(5, holdS - 5) }
    : null;
}
