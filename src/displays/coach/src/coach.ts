import { computed, effect, signal } from '@preact/signals';
import { openLink, type Link, type LinkPhase } from './link/link';
import { newId, payload, type Command } from './messages/commands';
import { kindOf, read, readPlan, type Ended, type Live, type Message, type Sound } from './messages/messages';
import { beamState, calmFor, laneOf, sideOfCue, staleAfter, targetOf, type CueKey } from './model/beam';
import { noCue, onSample } from './model/cueing';
import { heardAs } from './model/hearing';
import { paceAt } from './model/pace';
import { screenOf } from './model/screen';
import { seenOf } from './model/sensor';
import { nothing, take } from './model/told';
import { keepRead, readBefore } from './readNotices';
import { chosen, keep } from './settings';
import { hush, Player, say, type SoundName } from './sound/sounds';
import { fill, languages, tagOf, type WordKey } from './words/words';

/** What the page knows and shows, and what it does: the only place where messages, clock, sound and presses meet. */

export const phase = signal<LinkPhase>('connecting');
export const told = signal(nothing);
export const live = signal<Live | null>(null);
export const isFresh = signal(false);
export const readNotices = signal(readBefore());
export const settings = signal(chosen());
export const isStopOpen = signal(false);
export const areSettingsOpen = signal(false);
export const cue = signal<CueKey | null>(null);
export const twin = signal<SoundName | null>(null);
/** Payloads that could not be read. */
export const unread = signal(0);

export const screen = computed(() => screenOf(phase.value, told.value, readNotices.value));
export const beam = computed(() => beamState(live.value, isFresh.value, told.value.state, told.value.alert, heardLive - outOfLane >= calmFor));
export const lane = computed(() => {
  const { exercise = null, side = null, limits = [], startDeg = null } = told.value.state ?? {};
  return laneOf(exercise, side, limits, startDeg);
});
export const target = computed(() => targetOf(told.value.state?.limits ?? [], told.value.state?.startDeg ?? null));
export const seen = computed(() => seenOf(told.value.state, told.value.sensor, isFresh.value));
/** Which way the pace goes now; null while none is given, or the sensor is silent. */
export const way = computed(() => {
  const [at, since] = [isFresh.value ? live.value?.sensorT ?? null : null, told.value.state?.paceFromT];
  return at === null || since === undefined ? null : paceAt(at, since).way;
});

/** How often the worker is told that somebody is here; docs/session.md. ms. */
const presencePeriod = 20_000;

/** How long after a session a page that is opened still shows its end; ms. */
const endShownFor = 3_600_000;

const player = new Player();
let link: Link | null = null;
let heardLive = 0;
let outOfLane = -calmFor;
let isWatching = false;
let cueing = noCue;
let twinTimer = 0;
let takeOverSent = '';
/** How far the worker's clock is ahead of this device's; ms. */
let ahead = 0;

/** Words in the language chosen. */
export const word = (key: WordKey, values: Readonly<Record<string, string | number>> = {}): string =>
  fill(languages[settings.value.language][key], values);

/** Opens the way to the worker. */
export function start(): void {
  // The way to the loudspeaker takes a tenth of a second and more to open: not when the first cue is due. Before a press it may stay shut.
  player.wake();
  link = openLink({ phase: onPhase, message: onMessage, ahead: (ms) => (ahead = ms) });
  setInterval(sayHere, presencePeriod);
  document.addEventListener('visibilitychange', sayHere);
  effect(() => keep(settings.value));
  effect(() => keepRead(readNotices.value));
  effect(sayPace);
  effect(() => {
    document.documentElement.lang = tagOf(settings.value.language);
    document.title = word('app.title');
  });
}

/** Sends a command for the session that is shown. */
export function press(command: Command): void {
  player.wake();
  send(command, told.value.state?.sessionId ?? null);
}

/** Somebody is before this page. Not while a simulated patient answers, nor behind another window. */
function sayHere(): void {
  const { state } = told.value;
  if (state?.online && !state.demonstration && document.visibilityState === 'visible') {
    send({ name: 'take-over' }, state.sessionId);
  }
}

function send(command: Command, sessionId: string | null): void {
  const id = newId();
  takeOverSent = command.name === 'take-over' ? id : takeOverSent;
  link?.send(`cmd/coach/${command.name}`, payload(command, id, sessionId, new Date(Date.now() + ahead)));
}

/** Everything stands still first; why comes after. */
export function pressStop(): void {
  const { state } = told.value;
  isStopOpen.value = true;
  hush();
  if (state && state.pause === null && (state.step === 'set' || state.step === 'countdown')) {
    press({ name: 'pause' });
  }
}

/** The person wants to go on after all. */
export function pressGoOn(): void {
  isStopOpen.value = false;
  if (told.value.state?.pause === 'asked') {
    press({ name: 'resume' });
  }
}

export function putAside(name: string): void {
  readNotices.value = new Set([...readNotices.value, name]);
}

export function again(): void {
  link?.again();
}

/** A sound and its twin on the screen, which is there also when it is muted. Words go with a cue, spoken where the browser can. */
export function sound(name: SoundName, words: string | null = null, wanted: Sound = 'full'): void {
  const { volume, voice, language } = settings.value;
  const { audible, seen } = heardAs(name, wanted, volume);
  if (audible) {
    player.wake();
    player.play(name, volume);
    if (words !== null && voice) {
      say(words, tagOf(language), volume);
    }
  }

  if (!seen) {
    return;
  }

  twin.value = name;
  clearTimeout(twinTimer);
  twinTimer = window.setTimeout(() => (twin.value = null), 1200);
}

// Who lies on the side sees no ring.
function sayPace(): void {
  const now = way.value;
  const { exercise, sound: heard } = told.peek().state ?? { exercise: null, sound: 'off' };
  const { voice, language, volume } = settings.peek();
  if (now !== null && exercise === 'side-plank-abduction' && heard !== 'off' && voice) {
    say(word(now === 'out' ? 'pace.up' : 'pace.down'), tagOf(language), volume);
  }
}

function onPhase(now: LinkPhase): void {
  phase.value = now;
  if (now !== 'up') {
    // What was true before the link was lost is not shown as if it still were.
    told.value = { ...told.value, state: null, alert: null };
    [live.value, isFresh.value, cue.value] = [null, false, null];
  }
}

function onMessage(rest: string, text: string): void {
  const kind = kindOf(rest);
  if (kind === null) {
    return;
  }

  const message = read(kind, text);
  if (message === null) {
    unread.value++;
  } else if (message.kind === 'live') {
    onLive(message.message);
  } else {
    onTold(message);
  }
}

function onLive(message: Live): void {
  heardLive = performance.now();
  cueOn(message);
  outOfLane = message.zone === 'level' || message.zone === null ? outOfLane : heardLive;
  live.value = message;
  isFresh.value = true;
  if (!isWatching) {
    isWatching = true;
    watchSilence(staleAfter);
  }
}

// Before anything is drawn: a sound may be less late than a picture.
function cueOn(message: Live): void {
  const { state } = told.value;
  const before = isFresh.value ? live.value : null;
  const decided = onSample(cueing, before, message, state);
  cueing = decided.cueing;
  if (decided.cue !== null) {
    sound(sideOfCue(decided.cue), word(decided.cue), state?.sound ?? 'off');
    cue.value = decided.cue;
  } else if (before?.alert && !message.alert) {
    cue.value = null;
  }
}

// One timer for thousands of samples: when it is over it looks how long the silence really was.
function watchSilence(left: number): void {
  setTimeout(() => {
    const still = heardLive + staleAfter - performance.now();
    if (still > 0) {
      watchSilence(still);
    } else {
      [isWatching, isFresh.value] = [false, false];
      silence();
    }
  }, left);
}

function silence(): void {
  cue.value = null;
  hush();
}

function onTold(message: Message): void {
  if (message.kind === 'reply' && message.message.cmdId === takeOverSent) {
    // A session began or ended under the finger: the person is there all the same.
    if (message.message.refusal === 'other-session') {
      send({ name: 'take-over' }, message.message.sessionId);
    }

    return;
  }

  const before = told.value;
  const after = take(before, message, performance.now());
  if (after === before) {
    return;
  }

  told.value = after;
  if (message.kind === 'state') {
    const wanted = after.state?.sound ?? 'off';
    onState(before.state?.planId ?? null);
    if (before === nothing) {
      passOver(after.state?.ended);
    }

    if (before.state === null) {
      sayHere();
    }

    if (after.state?.step !== 'set' || after.state.pause !== null) {
      silence();
    } else if (after.state.done !== before.state?.done && (after.state.done ?? 0) > 0) {
      cue.value = null;
      if (before.state?.step === 'set') {
        sound('count', String(after.state.done), wanted);
      }
    }

    if (before.state?.step === 'set' && (after.state?.step === 'rest' || after.state?.step === 'result')) {
      sound('done', null, wanted);
    }
  }
}

// Who opens the page the next morning asks for that day.
function passOver(ended: Ended | undefined): void {
  if (ended && Date.now() + ahead - Date.parse(ended.t) > endShownFor) {
    putAside(ended.sessionId);
  }
}

function onState(planBefore: string | null): void {
  const { state, plan } = told.value;
  if (state && (state.planId !== planBefore || (state.planId !== null && plan === null))) {
    void fetchPlan();
  }
}

async function fetchPlan(): Promise<void> {
  try {
    const plan = readPlan(await (await fetch('/plan', { signal: AbortSignal.timeout(5000) })).text());
    told.value = { ...told.value, plan };
  } catch {
    // Without it the list is not shown; everything else is.
  }
}
