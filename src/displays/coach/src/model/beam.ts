import type { Alert, AlertKind, Band, Exercise, Live, Side, State } from '../messages/messages';
import defaults from './bands.json';

/** What the patient sees of the pelvis now. `unseen` is grey and silent; `unjudged` moves, and says nothing of level. */
export type BeamState = 'unseen' | 'paused' | 'ready' | 'unjudged' | 'level' | 'warn' | 'drop' | 'hike' | 'off';

/** After that long without a sample nothing is known any more; ms. The rest of the 500 ms goes to noticing and painting it. */
export const staleAfter = 400;

/** The limits that the lane is drawn by; degrees. */
interface Limits {
  readonly quantity: string;
  readonly warnDeg: number;
  readonly alertDeg: number;
  readonly hikeDeg: number | null;
}

/** The lane: how far the beam may lean, as drawn, and how much larger than life it is drawn. Lean is left end up, degrees. */
export interface Lane {
  readonly gain: number;
  readonly from: number;
  readonly to: number;
}

const alertDrawnAt = 10;
const greatestGain = 2.5;
const furthest = 17;

/**
 * The lane of an exercise; null where no limit is drawn. A changed alert limit takes its warn along in proportion. Squats on one leg are held
 * against the patient's own repetitions, which the display is not told: a lane of the default limits could hold a beam that is not level.
 */
export function laneOf(exercise: Exercise | null, side: Side | null, band: Band | null): Lane | null {
  const limits = exercise && (defaults as Partial<Record<Exercise, Limits>>)[exercise];
  if (!limits || (exercise === 'single-leg-squat' && !band)) {
    return null;
  }

  const alertDeg = band?.alertDeg ?? limits.alertDeg;
  const warnDeg = (limits.warnDeg * alertDeg) / limits.alertDeg;
  const gain = Math.min(greatestGain, alertDrawnAt / alertDeg);
  if (limits.quantity !== 'drop' || limits.hikeDeg === null) {
    return { gain, from: -warnDeg * gain, to: warnDeg * gain };
  }

  // On the left leg the right end drops, which is left end up; the other way round on the right leg.
  const [drop, hike] = [warnDeg * gain, limits.hikeDeg * gain];
  return side === 'right' ? { gain, from: -drop, to: hike } : { gain, from: -hike, to: drop };
}

/** How far the beam is drawn to lean: left end up positive, degrees. */
export const drawnLean = (obliquityDeg: number, gain: number): number => Math.max(-furthest, Math.min(furthest, obliquityDeg * gain));

/** Finer than this no eye sees a beam turn: half a dot of the screen at its ends; degrees. */
const finest = 0.05;

/** A lean as the page draws it, in steps that can be seen; a lean that is drawn the same is the same text. */
export const turned = (lean: number): string => `rotate(${(Math.round(lean / finest) * finest).toFixed(2)}deg)`;

/** Lying: the slope of the long axis at which the bar is full; degrees. */
export const highest = 30;

/** How high a bar is drawn, in steps that can be seen; 0–1 of its height. */
export const raised = (share: number): string => `scaleY(${Math.min(1, Math.max(0, share)).toFixed(3)})`;

/** What is shown of the newest sample. */
export function beamState(live: Live | null, isFresh: boolean, state: State | null, alert: Alert | null): BeamState {
  if (state?.pause === 'asked') {
    return 'paused';
  }

  if (!live || !isFresh || (live.obliquityDeg === null && live.longAxisDeg === null)) {
    return 'unseen';
  }

  if (state?.step !== 'set' || live.exercise === null) {
    return 'ready';
  }

  if (live.confidence === 'none') {
    return 'unjudged';
  }

  // The sample says it at once; the alert's own event comes after the disk.
  const kind = live.alert ?? alert?.kind;
  if (kind) {
    return kind === 'pelvic-drop' ? 'drop' : kind === 'hike' ? 'hike' : 'off';
  }

  return live.zone === null ? 'unjudged' : live.zone === 'alert' ? 'warn' : live.zone;
}

export type CueKey =
  | 'cue.liftLeft' | 'cue.liftRight' | 'cue.lowerLeft' | 'cue.lowerRight' | 'cue.level' | 'cue.bridge' | 'cue.buckle';

/** The one cue of an alert. The free side is the one that the patient does not stand on. */
export function cueOf(kind: AlertKind, stance: Alert['stance'], exercise: Exercise): CueKey {
  if (kind === 'pelvic-drop' && stance !== 'both' && stance !== 'unknown') {
    return stance === 'left' ? 'cue.liftRight' : 'cue.liftLeft';
  }

  if (kind === 'hike' && stance !== 'both' && stance !== 'unknown') {
    return stance === 'left' ? 'cue.lowerRight' : 'cue.lowerLeft';
  }

  return exercise === 'side-plank-abduction' ? 'cue.bridge' : exercise === 'standing-internal-rotation' ? 'cue.buckle' : 'cue.level';
}

/** On which side a cue sounds: where something is to be done. */
export const sideOfCue = (cue: CueKey): 'left' | 'right' | 'both' =>
  cue === 'cue.liftLeft' || cue === 'cue.lowerLeft' ? 'left' : cue === 'cue.liftRight' || cue === 'cue.lowerRight' ? 'right' : 'both';
