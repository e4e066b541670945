import type { Live, State } from '../messages/messages';
import { cueOf, type CueKey } from './beam';

/** What was cued: at most one cue a repetition. */
export interface Cueing {
  /** The repetition that had its cue, as set and number; null for none yet. */
  readonly cued: string | null;
}

export const noCue: Cueing = { cued: null };

/**
 * Whether the alert that begins with a sample is cued, and how. The sample tells of it, not the alert's own event: that is written down first, and
 * a disk may take longer than a cue may be late. The plan fades feedback, and after three in vain nobody is nagged.
 */
export function onSample(cueing: Cueing, before: Live | null, now: Live, state: State | null): { cueing: Cueing; cue: CueKey | null } {
  const kind = now.alert ?? null;
  if (kind === null || kind === before?.alert || now.exercise === null) {
    return { cueing, cue: null };
  }

  const repetition = state && `${state.sessionId ?? ''} ${state.exercise ?? ''} ${state.side ?? ''} ${state.set ?? 0} ${state.done ?? 0}`;
  if (!state || state.step !== 'set' || state.pause !== null || state.feedback !== true || state.notice === 'easier' || repetition === cueing.cued) {
    return { cueing, cue: null };
  }

  return { cueing: { cued: repetition }, cue: cueOf(kind, now.stance, now.exercise) };
}
