import type { Alert, AlertKind, Exercise, Session, Side } from '../messages/messages';
import { cueOf, type CueKey } from './beam';

/** What most of the alerts of a set were about, and on which leg. */
export type Fault = Pick<Alert, 'kind' | 'stance'>;

/** Without an alert a set is not level for having been over warn too long, and that is of the exercise's first quantity. */
const firstOf = (exercise: Exercise): AlertKind =>
  exercise === 'side-plank-abduction' ? 'sag' : exercise === 'squat' || exercise === 'standing-internal-rotation' ? 'unlevel' : 'pelvic-drop';

/**
 * The one cue for next time: of what went out of the band most often; null where that is not known, as on a page that was opened since. It is never guessed
 * from the side: "lift the left end" where the left end was too high would be the opposite of help.
 */
export function tipOf(exercise: Exercise, side: Side | null, faults: readonly Fault[], result: NonNullable<Session['result']>): CueKey | null {
  const counted = new Map<string, number>();
  for (const { kind, stance } of faults) {
    counted.set(`${kind} ${stance}`, (counted.get(`${kind} ${stance}`) ?? 0) + 1);
  }

  const [most] = [...counted].sort(([, a], [, b]) => b - a);
  if (most) {
    const [kind, stance] = most[0].split(' ') as [AlertKind, Alert['stance']];
    return cueOf(kind, stance, exercise);
  }

  return result.alerts > 0 ? null : cueOf(firstOf(exercise), side === 'left' || side === 'right' ? side : 'both', exercise);
}
