import type { AlertKind, Exercise, Side } from '../hub/shapes';

/** The default limits of an exercise's first quantity; the core's own, EXERCISES. Degrees and seconds. */
export interface Usual {
  readonly kind: AlertKind | null;
  readonly warnDeg: number | null;
  readonly alertDeg: number | null;
  readonly dwellS: number | null;
}

const none: Usual = { kind: null, warnDeg: null, alertDeg: null, dwellS: null };

export const usual: Readonly<Record<Exercise, Usual>> = {
  'single-leg-stance': { kind: 'pelvic-drop', warnDeg: 2, alertDeg: 4, dwellS: 0.3 },
  'single-leg-squat': { kind: 'pelvic-drop', warnDeg: 8, alertDeg: 10, dwellS: 0.15 },
  squat: { kind: 'unlevel', warnDeg: 4, alertDeg: 6, dwellS: 0.5 },
  'lateral-step-up': { kind: 'pelvic-drop', warnDeg: 5, alertDeg: 8, dwellS: 0.15 },
  walking: none,
  'hip-abduction-extension': { kind: 'pelvic-drop', warnDeg: 3, alertDeg: 5, dwellS: 0.5 },
  'side-plank-abduction': { kind: 'sag', warnDeg: 5, alertDeg: 8, dwellS: 1 },
  'standing-internal-rotation': { kind: 'unlevel', warnDeg: 2, alertDeg: 4, dwellS: 0.5 },
  'trendelenburg-test': none,
};

/** Whether there is a limit that a therapist can move: walking tells its steps, the 30 s test what it measures. */
export const hasBand = (exercise: Exercise): boolean => usual[exercise].alertDeg !== null;

/** Another alert limit moves warn with it. Degrees. */
export function warnFor(exercise: Exercise, alertDeg: number): number | null {
  const { warnDeg, alertDeg: own } = usual[exercise];
  return warnDeg === null || own === null ? null : (warnDeg * alertDeg) / own;
}

/** Limits as they lie on an axis whose positive end is the beam's left end up; null where one side has none. Degrees. */
export interface Lane {
  readonly from: number | null;
  readonly to: number | null;
  readonly alertFrom: number | null;
  readonly alertTo: number | null;
}

/**
 * Where the lane lies for a beam. A drop is on the free side: left end up on the left leg, down on the right one. Lying, and where the pelvis is
 * held against how it stood at the start, no lane can be drawn on a beam. `hikeDeg` is the limit of the other direction, where it is known.
 */
export function laneOf(
  exercise: Exercise | null, side: Side | null, band: { readonly warnDeg: number | null; readonly alertDeg: number } | null | undefined, hikeDeg: number | null = null,
): Lane | null {
  if (!band || exercise === null || side === null || exercise === 'standing-internal-rotation') {
    return null;
  }

  const { alertDeg } = band;
  const warn = band.warnDeg ?? alertDeg;
  switch (usual[exercise].kind) {
    case 'unlevel':
      return { from: -warn, to: warn, alertFrom: -alertDeg, alertTo: alertDeg };
    case 'pelvic-drop':
      return side === 'left' ? { from: hikeDeg && -hikeDeg, to: warn, alertFrom: hikeDeg && -hikeDeg, alertTo: alertDeg }
        : side === 'right' ? { from: -warn, to: hikeDeg, alertFrom: -alertDeg, alertTo: hikeDeg } : null;
    default:
      return null;
  }
}
