import type { Alert, State } from '../messages/messages';
import { cueOf, type CueKey } from './beam';

/** What was cued: at most one cue a repetition. */
export interface Cueing {
  /** The repetition that had its cue, as set and number; null for none yet. */
  readonly cued: string | null;
}

export const noCue: Cueing = { cued: null };

/** Whether an alert that begins is cued, and how. The plan fades feedback, and after three in vain nobody is nagged. */
export function onAlert(cueing: Cueing, alert: Alert, state: State | null): { cueing: Cueing; cue: CueKey | null } {
  const repetition = state && `${state.sessionId ?? ''} ${state.exercise ?? ''} ${state.side ?? ''} ${state.set ?? 0} ${state.done ?? 0}`;
  if (!state || state.step !== 'set' || state.pause !== null || state.feedback !== true || state.notice === 'easier' || repetition === cueing.cued) {
    return { cueing, cue: null };
  }

  return { cueing: { cued: repetition }, cue: cueOf(alert.kind, alert.stance, alert.exercise) };
}
