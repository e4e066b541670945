import type { Alert, Message, Plan, Reply, Sensor, State } from '../messages/messages';

/** What the page was told, newest samples apart: they come sixty times a second. */
export interface Told {
  readonly state: State | null;
  /** When the state came, ms of the page's own clock: what is left of a step counts down from here. */
  readonly stateAt: number;
  readonly sensor: Sensor | null;
  readonly plan: Plan | null;
  /** The alert that stands; null for none. */
  readonly alert: Alert | null;
  /** The last command that was refused, until another was accepted. */
  readonly refused: Reply | null;
  /** Alerts' ends and starts that were seen: with QoS 1 one may come twice. */
  readonly seen: readonly string[];
}

export const nothing: Told = { state: null, stateAt: 0, sensor: null, plan: null, alert: null, refused: null, seen: [] };

const seenKept = 64;

/** What is known after one more message. */
export function take(told: Told, one: Message, now: number): Told {
  switch (one.kind) {
    case 'live':
      return told;
    case 'state':
      return onState(told, one.message, now);
    case 'sensor':
      return { ...told, sensor: one.message };
    case 'alert':
      return told.seen.includes(one.message.eventId) ? told : onAlert({ ...told, seen: [...told.seen.slice(1 - seenKept), one.message.eventId] }, one.message);
    case 'reply':
      return { ...told, refused: one.message.accepted ? null : one.message };
  }
}

function onState(told: Told, state: State, now: number): Told {
  const isSet = state.step === 'set' && state.pause === null && state.online;
  return {
    ...told,
    state,
    stateAt: now,
    alert: isSet ? told.alert : null,
    refused: state.step === told.state?.step && state.question === told.state.question ? told.refused : null,
  };
}

const onAlert = (told: Told, alert: Alert): Told =>
  alert.phase === 'start' ? { ...told, alert }
    : told.alert?.alertId === alert.alertId ? { ...told, alert: null } : told;
