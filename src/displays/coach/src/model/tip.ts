import type { AlertKind, Exercise, LastSet } from '../messages/messages';
import { cueOf, type CueKey } from './beam';

/** Without an alert a set is not level for having been over warn too long, and that is of the exercise's first quantity. */
const firstOf = (exercise: Exercise): AlertKind =>
  exercise === 'side-plank-abduction' ? 'sag' : exercise === 'squat' || exercise === 'standing-internal-rotation' ? 'unlevel' : 'pelvic-drop';

/** The one cue for next time: of what went out of the band most often. */
export const tipOf = ({ exercise, side, fault }: LastSet): CueKey =>
  fault ? cueOf(fault.kind, fault.stance, exercise) : cueOf(firstOf(exercise), side === 'left' || side === 'right' ? side : 'both', exercise);
