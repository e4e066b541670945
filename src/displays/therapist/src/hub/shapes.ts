/** What the hub says, in its words: docs/hub.md. Angles in degrees, the left end up positive; a null is what nobody knows. */

export const exercises = [
  'single-leg-stance', 'single-leg-squat', 'squat', 'lateral-step-up', 'walking', 'hip-abduction-extension', 'side-plank-abduction',
  'standing-internal-rotation', 'trendelenburg-test',
] as const;
export type Exercise = (typeof exercises)[number];
export type Side = 'left' | 'right' | 'both';
export type Zone = 'level' | 'warn' | 'alert';
export type Priority = 'high' | 'medium' | 'low';
export type Verdict = 'level' | 'not-level' | 'not-judged';
export type Role = 'therapist' | 'administrator';
export type AlertKind = 'pelvic-drop' | 'hike' | 'unlevel' | 'tilt' | 'turn' | 'sag' | 'roll';

export interface Me {
  readonly name: string;
  readonly roles: readonly Role[];
  /** Whether the password is still the one that was shown once. */
  readonly firstPassword?: boolean;
}

export interface OpenAlarm {
  readonly alarm: string;
  readonly kind: string;
  readonly priority: Priority;
  readonly at: string;
  readonly snoozedUntil: string | null;
}

/** What goes on in a home; the hub says null when that is older than 5 s. */
export interface LiveFacts {
  readonly ageS: number;
  readonly step: string;
  readonly pause: string | null;
  readonly exercise: Exercise | null;
  readonly side: Side | null;
  readonly support?: string | null;
  readonly set: number | null;
  readonly sets: number | null;
  readonly done: number | null;
  readonly repetitions: number | null;
  readonly paced?: number | null;
  readonly seen?: number | null;
  readonly judged?: number | null;
  readonly level?: number | null;
  readonly inBandPercent: number | null;
  readonly beamDeg: number | null;
  /** Null is not judged, which is not the same as not level. */
  readonly zone: Zone | null;
  readonly confidence: string;
  readonly sensor: string;
}

export interface Pain {
  readonly before: number | null;
  readonly during: number | null;
  readonly night: number | null;
  readonly morning: number | null;
}

/** How old, s; how far the beam leaned; where it lay. */
export type SparkPoint = readonly [ageS: number, beamDeg: number | null, zone: Zone | null];

export interface Card {
  readonly patient: string;
  readonly name: string;
  readonly standing: 'active' | 'revoked';
  readonly online: boolean;
  readonly demonstration: boolean;
  readonly live: LiveFacts | null;
  readonly pain: Pain;
  readonly stopped: string | null;
  readonly missingEvents: number;
  readonly battery: number | null;
  readonly alarms: readonly OpenAlarm[];
  readonly sparkline?: readonly SparkPoint[];
  readonly band?: { readonly warnDeg: number | null; readonly alertDeg: number } | null;
  readonly idle?: { readonly sessionsThisWeek: number; readonly plannedThisWeek: number | null; readonly lastSessionAt: string | null } | null;
}

export interface SessionRow {
  readonly session: string;
  readonly from: string;
  readonly to: string;
  readonly events: number;
  /** By the home's clock, which cannot have been right. */
  readonly clockDoubtful?: boolean;
  /** What it came to; of older sessions the report alone says it. */
  readonly glance?: { readonly judged: number; readonly level: number; readonly worstPain: number | null; readonly endReason: string | null } | null;
}

export interface Patient {
  readonly patient: string;
  readonly name: string;
  readonly standing: 'active' | 'revoked';
  readonly sessions: readonly SessionRow[];
}

/** A sample of `watch/live`. */
export interface Sample {
  readonly sensorT: number;
  readonly obliquityDeg: number | null;
  readonly dropDeg: number | null;
  readonly longAxisDeg: number | null;
  readonly stance: 'unknown' | 'left' | 'right' | 'both';
  readonly confidence: string;
  readonly zone: Zone | null;
  readonly exercise: Exercise | null;
  readonly side: Side | null;
  readonly rep: number;
}

export interface HomeState {
  readonly online: boolean;
  readonly sessionId?: string | null;
  readonly step: string;
  readonly pause: string | null;
  readonly exercise: Exercise | null;
  readonly side: Side | null;
  readonly set: number | null;
  readonly sets: number | null;
  readonly done: number | null;
  readonly reps: number | null;
  readonly support: string | null;
  readonly calibration: string;
  readonly sensor: string;
  readonly limits?: readonly { readonly kind: AlertKind; readonly warnDeg: number | null; readonly alertDeg: number }[];
}

export type WatchState = 'asked' | 'running' | 'refused' | 'offline';

export interface HomeEvent {
  readonly type: 'event';
  readonly kind: string;
  readonly eventId: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export type WatchMessage =
  | { readonly type: 'watch'; readonly state: WatchState; readonly reason: string | null }
  | { readonly type: 'samples'; readonly samples: readonly Sample[] }
  | { readonly type: 'state'; readonly state: HomeState }
  | HomeEvent;

export interface Screening {
  readonly by: string;
  readonly at: string;
  readonly weightBearing: 'full' | 'partial' | 'none';
  readonly restrictions: readonly Restriction[];
  readonly fractureRisk: boolean;
  readonly fallsOrAid: boolean;
  readonly dizziness: boolean;
  readonly shoulder: boolean;
}

export const restrictions = ['no-active-abduction', 'no-internal-rotation', 'no-extension'] as const;
export type Restriction = (typeof restrictions)[number];

export interface PlannedExercise {
  readonly exercise: Exercise;
  readonly side: Side;
  readonly support: 'none' | 'fingertips' | 'hand';
  readonly sets: number;
  readonly reps: number;
  readonly holdS: number | null;
  /** A null limit or dwell keeps the exercise's own. */
  readonly band: { readonly alertDeg: number | null; readonly dwellS: number | null } | null;
  readonly restS: number;
  readonly feedbackPercent: number;
  readonly sound: 'off' | 'cues' | 'full';
  readonly unlocked?: boolean;
}

export interface Plan {
  readonly v: 1;
  readonly planId: string;
  readonly screen: Screening | null;
  readonly exercises: readonly PlannedExercise[];
  readonly pain: { readonly stopOver: number; readonly stopRise: number; readonly holdFrom: number };
  readonly dailySets: number;
  readonly rawMotion: boolean;
}

export interface Proposal {
  readonly id: string;
  readonly exercise: Exercise;
  readonly side: Side;
  readonly proposal: 'keep' | 'harder' | 'easier';
  readonly reason: string | null;
}

export interface KeptPlan {
  readonly plan: Plan | null;
  readonly revision: number;
  readonly savedAt: string | null;
  readonly savedBy: string | null;
  readonly home: { readonly state: string; readonly reason: string | null; readonly revision: number | null };
  readonly proposals: readonly Proposal[];
}

export interface BandPreview {
  readonly session: string | null;
  readonly at: string | null;
  readonly beforePercent: number | null;
  readonly afterPercent: number | null;
  readonly why: string | null;
}

export interface BandAnswer {
  readonly state: 'accepted' | 'refused' | 'offline' | 'no-answer';
  readonly reason: string | null;
}

export interface ReportSet {
  readonly number: number;
  readonly exercise: Exercise;
  readonly side: Side;
  readonly support: string | null;
  readonly band: { readonly warnDeg?: number | null; readonly alertDeg?: number | null; readonly dwellS?: number | null } | null;
  readonly reps: number;
  readonly seen: number | null;
  readonly judged: number;
  readonly level: number;
  readonly bandPercent: number | null;
  readonly peakDropDeg: number | null;
  readonly holdS: number | null;
  readonly endReason: string | null;
  readonly notJudgedWhy: readonly string[];
}

export interface SideFacts {
  readonly sets?: number | null;
  readonly judged?: number | null;
  readonly level?: number | null;
  readonly bandPercent?: number | null;
  readonly peakDropDeg?: number | null;
}

/** The 30 s test on one leg; degrees and seconds. */
export interface LegTest {
  readonly side: Side;
  readonly bestRaiseDeg: number | null;
  readonly levelAt30Deg: number | null;
  readonly pelvisFallStartS: number | null;
  readonly endReason: string;
  readonly support: string;
}

export interface TrendPoint {
  readonly at: string;
  readonly value: number | null;
  readonly judged?: number | null;
}

export interface Trend {
  readonly points: readonly TrendPoint[];
  readonly measurementErrorDeg: number | null;
}

export interface Report {
  readonly session: string;
  /** Null where its beginning has not come. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly endReason: string | null;
  readonly recordIncomplete: boolean;
  readonly clockDoubtful?: boolean;
  readonly demonstration: boolean;
  readonly sets: readonly ReportSet[];
  readonly sides: readonly { readonly exercise: Exercise; readonly left: SideFacts | null; readonly right: SideFacts | null; readonly both?: SideFacts | null }[];
  readonly tests?: readonly LegTest[];
  readonly bandHistory: readonly { readonly at: string; readonly exercise: Exercise; readonly side: Side; readonly alertDeg: number | null; readonly by: string }[];
  readonly calibrations: readonly { readonly at: string; readonly kind: string; readonly accepted: boolean; readonly reason: string | null }[];
  readonly slips: number;
  readonly pain: { readonly before?: number | null; readonly during?: number | null; readonly after?: number | null; readonly night?: number | null; readonly morning?: number | null } | null;
  readonly effort: number | null;
  readonly cannotSee: Readonly<Partial<Record<Exercise, readonly string[]>>>;
  readonly trend: Readonly<Record<string, unknown>>;
  readonly versions: Readonly<Record<string, unknown>>;
}

/** How often somebody was called, of the last days. */
export interface AlarmRate {
  readonly days: number;
  readonly alarms: Readonly<Partial<Record<Priority, number>>>;
  readonly patientHours: number;
  /** Null where nobody practised. */
  readonly perPatientHour: number | null;
}

export interface AuditEntry {
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly who: string;
  readonly what: string;
  readonly patient: string | null;
  readonly detail: string;
  readonly hash: string;
}

export interface Trail {
  readonly entries: number;
  readonly last: string;
  /** The first entry that does not fit; null for a whole trail. */
  readonly broken: number | null;
  readonly newest: readonly AuditEntry[];
}
