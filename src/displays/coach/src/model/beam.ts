import type { Alert, AlertKind, Exercise, Limit, Live, Side, State } from '../messages/messages';

/** What the patient sees of the pelvis now. `unseen` is grey and silent; `unjudged` moves, and says nothing of level. */
export type BeamState = 'unseen' | 'paused' | 'ready' | 'unjudged' | 'level' | 'warn' | 'drop' | 'hike' | 'off';

/** After that long without a sample nothing is known any more; ms. The rest of the 500 ms goes to noticing and painting it. */
export const staleAfter = 400;

/** A beam that was not level stays so for this long: at the edge of the lane its colour changes less than three times a second. ms. */
export const calmFor = 400;

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
 * The lane of the limits in force; null where none can be drawn: lying there is no lean, and internal rotation is held against how the pelvis stood
 * when it was still, which has to be known first.
 */
export function laneOf(exercise: Exercise | null, side: Side | null, limits: readonly Limit[], startDeg: number | null = null): Lane | null {
  const [first] = limits;
  const isFromStart = exercise === 'standing-internal-rotation';
  if (!first || (first.kind !== 'pelvic-drop' && first.kind !== 'unlevel') || (isFromStart && startDeg === null)) {
    return null;
  }

  const gain = Math.min(greatestGain, alertDrawnAt / first.alertDeg);
  const warn = (first.warnDeg ?? first.alertDeg) * gain;
  const hike = limits.find((limit) => limit.kind === 'hike');
  if (first.kind === 'unlevel' || !hike) {
    const start = isFromStart ? (startDeg ?? 0) * gain : 0;
    return { gain, from: start - warn, to: start + warn };
  }

  // On the left leg the right end drops, which is left end up; the other way round on the right leg.
  const up = hike.alertDeg * gain;
  return side === 'right' ? { gain, from: -warn, to: up } : { gain, from: -up, to: warn };
}

/** How far the beam is drawn to lean: left end up positive, degrees. */
export const drawnLean = (obliquityDeg: number, gain: number): number => Math.max(-furthest, Math.min(furthest, obliquityDeg * gain));

/** What nobody sees move is not moved: two dots of the screen at the beam's ends, a tenth of a degree of the pelvis where it is drawn largest; degrees as drawn. */
const finest = 0.25;

/** How far the beam is turned for a new lean, degrees: as far as it was where the difference cannot be seen. */
export const turnedTo = (lean: number, drawn: number): number => (Math.abs(lean - drawn) < finest ? drawn : lean);

/** The lift off the floor at which the bar is full; degrees. A bridge lifts by 6 at least, and by 25 at most in what was tried. */
const highest = 30;

/** How high a bar is drawn for a lift off the floor; 0–1 of its height, in steps that can be seen. */
export const raised = (liftDeg: number): number => Math.round(200 * Math.min(1, Math.max(0, liftDeg) / highest)) / 200;

/** Where the top of the bar should be; 0–1 of its height. */
export interface Target {
  readonly from: number;
  readonly to: number;
}

/** Lying: the band of the limits in force around the lift at the hold's own start; null on the floor, and until the pelvis was still. */
export function targetOf(limits: readonly Limit[], startDeg: number | null): Target | null {
  const [first] = limits;
  if (first?.kind !== 'sag' || startDeg === null) {
    return null;
  }

  const warn = first.warnDeg ?? first.alertDeg;
  return { from: raised(startDeg - warn), to: raised(startDeg + warn) };
}

/** What is shown of the newest sample. `isCalm`: nothing before it was out of the lane for {@link calmFor}. */
export function beamState(live: Live | null, isFresh: boolean, state: State | null, alert: Alert | null, isCalm = true): BeamState {
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

  return live.zone === null ? 'unjudged' : live.zone === 'level' && isCalm ? 'level' : 'warn';
}

export type CueKey =
  | 'cue.liftLeft' | 'cue.liftRight' | 'cue.lowerLeft' | 'cue.lowerRight' | 'cue.level' | 'cue.bridge' | 'cue.buckle';

/** The one cue of an alert. The free side is the one that the patient does not stand on. */
export function cueOf(kind: AlertKind, stance: Alert['stance'], exercise: Exercise): CueKey {
  // In abduction one cue is for all that can go wrong.
  if (exercise === 'hip-abduction-extension') {
    return 'cue.level';
  }

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
