import type { Alert, Message, Plan, Reply, Sensor, Session, State, StepCounts, Test, Verdict, Walk } from '../messages/messages';
import type { Fault } from './tip';

/** What the page was told, newest samples apart: they come sixty times a second. */
export interface Told {
  readonly state: State | null;
  /** When the state came, ms of the page's own clock: what is left of a step counts down from here. */
  readonly stateAt: number;
  readonly sensor: Sensor | null;
  readonly plan: Plan | null;
  /** The alert that stands; null for none. */
  readonly alert: Alert | null;
  /** What the alerts of this set were about. */
  readonly faults: readonly Fault[];
  /** The newest repetition or hold of this set, and its number as the page heard it. */
  readonly last: { readonly verdict: Verdict; readonly number: number } | null;
  /** The steps of this set's bouts of walking, by leg; null before the first bout is over. */
  readonly steps: { readonly left: StepCounts; readonly right: StepCounts } | null;
  /** What the 30 s test of this set has measured; null before it is over, and for another exercise. */
  readonly test: Test | null;
  /** How the last set ended; null before the first, and after a reload. */
  readonly lastSet: Session | null;
  /** The last command that was refused, until another was accepted. */
  readonly refused: Reply | null;
  /** Durable events seen: with QoS 1 one may come twice. */
  readonly seen: readonly string[];
}

export const nothing: Told = {
  state: null, stateAt: 0, sensor: null, plan: null, alert: null, faults: [], last: null, steps: null, test: null, lastSet: null, refused: null, seen: [],
};

const seenKept = 64;

/** What is known after one more message. */
export function take(told: Told, one: Message, now: number): Told {
  if ('eventId' in one.message) {
    if (told.seen.includes(one.message.eventId)) {
      return told;
    }

    told = { ...told, seen: [...told.seen.slice(1 - seenKept), one.message.eventId] };
  }

  switch (one.kind) {
    case 'live':
    case 'withdrawn':
      return told;
    case 'state':
      return onState(told, one.message, now);
    case 'sensor':
      return { ...told, sensor: one.message };
    case 'alert':
      return one.message.phase === 'start'
        ? { ...told, alert: one.message, faults: [...told.faults, { kind: one.message.kind, stance: one.message.stance }] }
        : told.alert?.alertId === one.message.alertId ? { ...told, alert: null } : told;
    case 'rep':
    case 'hold':
      return { ...told, last: { verdict: one.message.verdict, number: (told.last?.number ?? 0) + 1 } };
    case 'walk':
      return { ...told, steps: together(told.steps, one.message) };
    case 'test':
      return { ...told, test: one.message };
    case 'session':
      return onSession(told, one.message);
    case 'reply':
      return { ...told, refused: one.message.accepted ? null : one.message };
  }
}

function onState(told: Told, state: State, now: number): Told {
  const isSet = state.step === 'set' && state.pause === null && state.online;
  const begins = state.sessionId !== null && state.sessionId !== told.state?.sessionId;
  return {
    ...told,
    state,
    stateAt: now,
    alert: isSet ? told.alert : null,
    refused: state.step === told.state?.step && state.question === told.state.question ? told.refused : null,
    lastSet: begins ? null : told.lastSet,
    steps: begins ? null : told.steps,
    test: begins ? null : told.test,
    faults: begins ? [] : told.faults,
  };
}

function onSession(told: Told, session: Session): Told {
  switch (session.phase) {
    case 'set-start':
      return { ...told, faults: [], steps: null, test: null, last: null, lastSet: null, alert: null };
    case 'set-end':
      return { ...told, lastSet: session, alert: null };
    default:
      return told;
  }
}

const sum = (a: StepCounts, b: StepCounts): StepCounts =>
  ({ level: a.level + b.level, notLevel: a.notLevel + b.notLevel, notJudged: a.notJudged + b.notJudged });

const together = (before: Told['steps'], { left, right }: Walk): Told['steps'] =>
  before === null ? { left, right } : { left: sum(before.left, left), right: sum(before.right, right) };
