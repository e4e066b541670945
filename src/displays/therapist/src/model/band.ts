import type { BandAnswer, BandPreview, Exercise, Side } from '../hub/shapes';

/** A limit that is being changed: looked at in the last session, then confirmed, then the home's to take. */
export interface BandEdit {
  readonly exercise: Exercise;
  readonly side: Side;
  /** The limit in force; null for the exercise's own. */
  readonly before: number | null;
  readonly alertDeg: number;
  /** What the last session would have been; only for the limit that is chosen now. */
  readonly preview: { readonly of: number; readonly came: BandPreview | 'failed' } | null;
  readonly stage: 'choosing' | 'confirming' | 'sending' | 'answered';
  readonly answer: BandAnswer | null;
}

export type BandTurn =
  | { readonly type: 'choose'; readonly alertDeg: number }
  | { readonly type: 'previewed'; readonly of: number; readonly came: BandPreview | 'failed' }
  | { readonly type: 'ask' }
  | { readonly type: 'back' }
  | { readonly type: 'send' }
  | { readonly type: 'unsent' }
  | { readonly type: 'answered'; readonly answer: BandAnswer };

/** What the schema allows; degrees. */
export const lowest = 0.5;
export const highest = 45;

export const bandEdit = (exercise: Exercise, side: Side, before: number | null, usualDeg: number): BandEdit =>
  ({ exercise, side, before, alertDeg: before ?? usualDeg, preview: null, stage: 'choosing', answer: null });

export function turned(edit: BandEdit, turn: BandTurn): BandEdit {
  switch (turn.type) {
    case 'choose':
      return edit.stage === 'sending' || !isLimit(turn.alertDeg) ? edit
        : { ...edit, alertDeg: turn.alertDeg, stage: 'choosing', answer: null, preview: edit.preview?.of === turn.alertDeg ? edit.preview : null };
    case 'previewed':
      return turn.of === edit.alertDeg ? { ...edit, preview: { of: turn.of, came: turn.came } } : edit;
    case 'ask':
      return edit.stage === 'choosing' ? { ...edit, stage: 'confirming' } : edit;
    case 'back':
      return edit.stage === 'confirming' ? { ...edit, stage: 'choosing' } : edit;
    case 'send':
      return edit.stage === 'confirming' ? { ...edit, stage: 'sending' } : edit;
    case 'unsent':
      return edit.stage === 'sending' ? { ...edit, stage: 'choosing' } : edit;
    case 'answered':
      return edit.stage !== 'sending' ? edit
        : { ...edit, stage: 'answered', answer: turn.answer, before: turn.answer.state === 'accepted' ? edit.alertDeg : edit.before };
  }
}

export const isLimit = (degrees: number): boolean => degrees >= lowest && degrees <= highest;
