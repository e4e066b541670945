import alert from '../../../../../docs/messages/alert.schema.json';
import envelope from '../../../../../docs/messages/envelope.schema.json';
import live from '../../../../../docs/messages/live.schema.json';
import plan from '../../../../../docs/messages/plan.schema.json';
import reply from '../../../../../docs/messages/reply.schema.json';
import sensor from '../../../../../docs/messages/sensor.schema.json';
import state from '../../../../../docs/messages/state.schema.json';
import { compiler } from './schema';

export type Leg = 'left' | 'right';
export type Side = Leg | 'both' | 'auto';
export type Exercise =
  | 'single-leg-stance' | 'single-leg-squat' | 'squat' | 'lateral-step-up' | 'walking' | 'hip-abduction-extension'
  | 'side-plank-abduction' | 'standing-internal-rotation' | 'trendelenburg-test';
export type Zone = 'level' | 'warn' | 'alert';
export type Support = 'none' | 'fingertips' | 'hand' | 'unknown';
export type Sound = 'off' | 'cues' | 'full';
export type SensorLink = 'none' | 'searching' | 'live' | 'stale' | 'lost';
export type Step =
  | 'idle' | 'questions' | 'connect' | 'wear-check' | 'static' | 'bow' | 'side-check' | 'ready' | 'countdown' | 'set' | 'rest' | 'result';
export type Pause = 'asked' | 'sensor' | 'slip' | 'down' | 'restarted' | 'nobody-there' | 'calibration';
export type Question = 'pain-now' | 'pain-night' | 'pain-morning' | 'unwell' | 'do-not-start' | 'support-ready' | 'all-right' | 'effort';
export type Notice =
  | 'try-again' | 'other-side' | 'other-leg' | 'nothing-counted' | 'easier' | 'pain-hold' | 'pain-stop' | 'daily-cap' | 'not-today'
  | 'emergency' | 'wrong-side';
export type StopReason = 'pain' | 'unwell' | 'nearly-fell' | 'fell' | 'tired' | 'sensor' | 'other';

interface Envelope {
  readonly t: string;
  readonly sensorT: number | null;
  readonly sessionId: string | null;
}

/** The pelvis at one sample: degrees, obliquity with the left side up positive. Null is not known, never the last value. */
export interface Live extends Envelope {
  readonly obliquityDeg: number | null;
  readonly dropDeg: number | null;
  readonly longAxisDeg: number | null;
  readonly stance: 'unknown' | 'left' | 'right' | 'both';
  readonly confidence: 'none' | 'low' | 'high';
  readonly zone: Zone | null;
  readonly exercise: Exercise | null;
  readonly side: Side | null;
  readonly rep: number;
  /** The alert that stands at this sample; absent where none does. */
  readonly alert?: AlertKind;
  /** In the side plank: how far the long axis is from where it lay on the floor; absent before that is known. */
  readonly liftDeg?: number;
}

/** A limit in force: from `warnDeg` on the bar changes, from `alertDeg` on there are words. Never shown as a number. */
export interface Limit {
  readonly kind: AlertKind;
  readonly warnDeg: number | null;
  readonly alertDeg: number;
}

export interface State extends Envelope {
  readonly online: boolean;
  readonly bootId: string;
  readonly step: Step;
  readonly pause: Pause | null;
  readonly question: Question | null;
  readonly notice: Notice | null;
  readonly exercise: Exercise | null;
  readonly side: Side | null;
  readonly set: number | null;
  readonly sets: number | null;
  readonly done: number | null;
  readonly reps: number | null;
  readonly holdS: number | null;
  readonly leftS: number | null;
  readonly support: Support | null;
  readonly feedback: boolean | null;
  readonly sound: Sound;
  readonly sensor: SensorLink;
  readonly planId: string | null;
  readonly message: string | null;
  readonly recording: 'ok' | 'not-recorded';
  readonly recordingFault: string | null;
  readonly demonstration: boolean;
  readonly watched: boolean;
  /** In a set, where it is held against any: the exercise's first quantity first. */
  readonly limits?: readonly Limit[];
  /** In a set while a pace is given: since when, on the sensor's clock. */
  readonly paceFromT?: number;
  /** What the set counts from, where that is not level: the obliquity, or in the side plank the lift, once the pelvis was still; degrees. */
  readonly startDeg?: number;
  /** Between sessions. */
  readonly clinicCopy?: 'none' | 'waiting' | 'sent';
  /** What the therapist's safety screen, or the lock, rules out of the plan. */
  readonly ruledOut?: readonly { readonly exercise: Exercise; readonly side: Side }[];
  /** After a set: what came of it, once that is known. */
  readonly lastSet?: LastSet;
  /** After a set: it may be done again. */
  readonly mayRedo?: boolean;
  /** Between sessions: how the last one ended. */
  readonly ended?: Ended;
  /** What was kept of earlier sessions could not be read. */
  readonly beganAnew?: boolean;
}

/** What came of a set, all of its parts together. */
export interface LastSet {
  readonly exercise: Exercise;
  readonly side: Side;
  readonly level: number;
  readonly notLevel: number;
  readonly notJudged: number;
  /** What went out of its band most often. */
  readonly fault?: Fault;
  /** Of walking: the steps on each leg. */
  readonly walked?: { readonly left: StepCounts; readonly right: StepCounts };
  readonly test?: Test;
}

/** What went out of its band, and on which leg. */
export interface Fault {
  readonly kind: AlertKind;
  readonly stance: 'unknown' | 'left' | 'right' | 'both';
}

export interface StepCounts {
  readonly level: number;
  readonly notLevel: number;
  readonly notJudged: number;
}

/** The 30 s test: what was measured, never a verdict. Rises are of the free side, degrees; null where nothing could be said. */
export interface Test {
  readonly bestRaiseDeg: number | null;
  readonly levelAt30Deg: number | null;
  readonly pelvisFallStartS: number | null;
  readonly endReason: 'held' | 'foot-down' | 'stumble' | 'pain' | 'sensor';
}

/** How a session ended. */
export interface Ended {
  readonly t: string;
  readonly sessionId: string;
  readonly reason: string;
  /** What differs from the patient's own last time by more than the error of measuring. */
  readonly difference?: { readonly exercise: Exercise; readonly side: Side; readonly change: 'more-level' | 'less-level' };
}

/** How far it is with a Bluetooth sensor. */
export type Stage = 'no-service' | 'no-adapter' | 'off' | 'searching' | 'tap-twice' | 'starting' | 'live' | 'lost' | 'refused';

export interface Sensor extends Envelope {
  readonly link: SensorLink;
  readonly name: string | null;
  readonly batteryPercent: number | null;
  readonly slipped: boolean;
  readonly stage?: Stage | null;
  readonly charging?: boolean | null;
  /** It may not last for the next set and ten minutes more. */
  readonly batteryLow?: boolean;
}

export type AlertKind = 'pelvic-drop' | 'hike' | 'unlevel' | 'tilt' | 'turn' | 'sag' | 'roll';

export interface Alert extends Envelope {
  readonly eventId: string;
  readonly alertId: string;
  readonly kind: AlertKind;
  readonly phase: 'start' | 'end';
  readonly stance: 'unknown' | 'left' | 'right' | 'both';
  readonly exercise: Exercise;
}

export interface Reply extends Envelope {
  readonly cmdId: string;
  readonly accepted: boolean;
  readonly refusal: string | null;
  readonly reason: string | null;
}

export interface Planned {
  readonly exercise: Exercise;
  readonly side: Side;
  readonly support: Support;
  readonly sets: number;
  readonly reps: number;
  readonly holdS: number | null;
  readonly restS: number;
}

export interface Plan {
  readonly planId: string;
  readonly exercises: readonly Planned[];
}

/** What the page reads, by its kind. */
export interface Messages {
  live: Live;
  state: State;
  sensor: Sensor;
  alert: Alert;
  reply: Reply;
}

export type Kind = keyof Messages;
export type Message = { [K in Kind]: { readonly kind: K; readonly message: Messages[K] } }[Kind];

const schemas = { alert, live, reply, sensor, state };
const check = compiler([envelope, plan, ...Object.values(schemas)]);
const checks = Object.fromEntries(Object.keys(schemas).map((kind) => [kind, check(`${kind}.schema.json`)]));
const isPlan = check('plan.schema.json');

/** Which kind of message comes under a topic, after the patient's part of it; null for one that the page does not read. */
export function kindOf(rest: string): Kind | null {
  const kind = rest.startsWith('alert/') ? 'alert' : rest.startsWith('reply/coach/') ? 'reply' : rest;
  return Object.hasOwn(schemas, kind) ? (kind as Kind) : null;
}

/** Reads a payload; null when it is not what its schema allows. */
export function read(kind: Kind, payload: string): Message | null {
  const value = parse(payload);
  return checks[kind]!(value) ? ({ kind, message: value } as Message) : null;
}

/** Reads the plan; null when there is none, or it is no plan. */
export function readPlan(text: string): Plan | null {
  const value = parse(text);
  return isPlan(value) ? (value as Plan) : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
