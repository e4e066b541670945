import type { Alert, LastSet, Live, Sensor, State, Test } from '../src/messages/messages';

/** Messages as the worker sends them, to be varied. */
const envelope = { v: 1, t: '2026-11-22T10:00:00.000Z', sensorT: 12.5, clockSynced: true, sessionId: 's1' } as const;

export const state = (part: Partial<State> = {}): State => ({
  ...envelope, online: true, bootId: 'b1', step: 'set', pause: null, question: null, notice: null, exercise: 'single-leg-stance', side: 'left',
  set: 1, sets: 2, done: 0, reps: 5, holdS: 10, leftS: null, support: 'fingertips', feedback: true, sound: 'cues', sensor: 'live', planId: 'p1',
  message: null, recording: 'ok', recordingFault: null, demonstration: false, watched: false, ...part,
});

export const idle = (part: Partial<State> = {}): State =>
  state({ step: 'idle', sessionId: null, exercise: null, side: null, set: null, sets: null, done: null, reps: null, holdS: null, support: null, feedback: null, ...part });

export const live = (part: Partial<Live> = {}): Live => ({
  ...envelope, obliquityDeg: 0, dropDeg: 0, longAxisDeg: null, stance: 'left', confidence: 'high', zone: 'level', exercise: 'single-leg-stance',
  side: 'left', rep: 0, ...part,
});

export const alert = (part: Partial<Alert> = {}): Alert => ({
  ...envelope, eventId: 'e-1', alertId: 'e-1', kind: 'pelvic-drop', phase: 'start', stance: 'left', exercise: 'single-leg-stance', ...part,
});

export const lastSet = (part: Partial<LastSet> = {}): LastSet => ({ exercise: 'single-leg-stance', side: 'left', level: 7, notLevel: 2, notJudged: 1, ...part });

export const sensor = (part: Partial<Sensor> = {}): Sensor =>
  ({ ...envelope, link: 'live', name: 'a test', batteryPercent: null, slipped: false, ...part });

export const oneLegTest = (part: Partial<Test> = {}): Test => ({ bestRaiseDeg: 4, levelAt30Deg: 1, pelvisFallStartS: null, endReason: 'held', ...part });
