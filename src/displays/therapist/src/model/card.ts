import type { Card, Exercise, Side, Zone } from '../hub/shapes';
import { ageNow, freshestS } from './age';

/** What is shown of the pelvis: `unknown` has no angle at all, `unjudged` has one of which nothing is said. */
export type Lean = 'level' | 'warn' | 'alert' | 'unjudged' | 'unknown';

export interface Now {
  readonly lean: Lean;
  /** Left end up positive, degrees; null exactly when the lean is unknown. */
  readonly beamDeg: number | null;
  /** How old what is shown is, s; null when nothing is known. */
  readonly ageS: number | null;
}

const nothing: Now = { lean: 'unknown', beamDeg: null, ageS: null };

/** What goes on now, of what was heard then: nothing that is older than 5 s, and nothing while the hub is not there. Page's clock, ms. */
export function nowOf(card: Card, isLinked: boolean, heardAt: number, now: number): Now {
  if (!isLinked || !card.online || card.live === null) {
    return nothing;
  }

  const ageS = ageNow(card.live.ageS, heardAt, now);
  return ageS > freshestS ? nothing
    : card.live.beamDeg === null || card.live.sensor !== 'live' ? { ...nothing, ageS }
    : { lean: leanOf(card.live.zone, card.live.confidence), beamDeg: card.live.beamDeg, ageS };
}

/** Without a calibration there is no level. */
export const leanOf = (zone: Zone | null, confidence: string): Lean => (zone === null || confidence === 'none' ? 'unjudged' : zone);

/** How well it is seen: a word and a number of bars, 0–3. */
export type Quality = readonly [word: 'high' | 'low' | 'none' | 'lost' | 'unknown', bars: 0 | 1 | 2 | 3];

export function qualityOf(card: Card, isKnown: boolean): Quality {
  if (!isKnown || card.live === null) {
    return ['unknown', 0];
  }

  return card.live.sensor !== 'live' ? ['lost', 0] : card.live.confidence === 'high' ? ['high', 3] : card.live.confidence === 'low' ? ['low', 2] : ['none', 1];
}

/** How the legs are called: which one carries, lies below or works. */
export type LegWords = 'both' | 'stand-left' | 'stand-right' | 'lower-left' | 'lower-right' | 'work-left' | 'work-right';

export function legsOf(exercise: Exercise, side: Side): LegWords {
  const kind = exercise === 'side-plank-abduction' ? 'lower' : exercise === 'standing-internal-rotation' ? 'work' : 'stand';
  return side === 'both' ? 'both' : `${kind}-${side}`;
}

/** The worst of what was said of pain, and whether it is over what an exercise ends at. */
export const isMuch = (pain: number | null): boolean => pain !== null && pain > 5;

/** How far a beam is drawn to lean: never out of its picture, and never past what was measured at small angles. Degrees. */
export const drawnLean = (beamDeg: number): number => Math.max(-18, Math.min(18, beamDeg * 1.5));
