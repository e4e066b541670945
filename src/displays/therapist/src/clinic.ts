import { computed, effect, signal } from '@preact/signals';
import { hub, onFirstPassword, onSignedOut, type Refusal } from './hub/hub';
import type { Card, Me, Role } from './hub/shapes';
import { openFeed, type Feed } from './hub/socket';
import { saidAs } from './model/age';
import { callOf, notCalled } from './model/calling';
import { arrange, countOf, keyOf, newAlarms, noOrder, waiting } from './model/need';
import { routeOf, type Route } from './model/route';
import { chosen, keep } from './settings';
import { ring } from './sound/bell';
import { fill, languages, tagOf, type WordKey } from './words/words';

/** What the page knows and shows: the only place where the hub, the clock and the address meet. */

/** Undefined until the hub was asked, null for nobody. */
export const me = signal<Me | null | undefined>(undefined);
export const route = signal<Route>(routeOf(location.hash));
export const settings = signal(chosen());
export const wall = signal<readonly Card[] | null>(null);
/** When the wall was heard; the page's own clock, ms. */
export const heardAt = signal(0);
export const isOpen = signal(false);
/** Whether the hub has its broker: without it nothing comes from any home. */
export const hasBroker = signal(true);
export const isAnswered = signal(true);
/** From when on homes refuse the hub's certificate; null for not known. */
export const certificateEnds = signal<string | null>(null);
/** The page's own clock, ms: once a second, as long as somebody looks. */
export const now = signal(performance.now());
/** Said once by a screen reader, and shown. */
export const said = signal('');
export const called = signal('');
export const order = signal(noOrder);
/** Somebody has pressed something since the page was opened: before that browsers keep it silent. */
export const isPressed = signal(false);
/** An alarm calls at this moment: heard where that is wanted, and seen. */
export const isCalling = signal(false);

/** Whether what is shown can be what goes on. */
export const isLinked = computed(() => isOpen.value && isAnswered.value && hasBroker.value);
export const counts = computed(() => countOf(wall.value ?? []));
/** Whether an alarm can be heard: `waiting` for the first press that browsers want. */
export const bell = computed(() => (!settings.value.alarmSound ? 'off' : isPressed.value ? 'on' : 'waiting'));
export const cardsByPatient = computed(() => new Map((wall.value ?? []).map((card) => [card.patient, card])));

const tick = 1_000;
const asksHealthEvery = 5_000;
const healthPatience = 4_000;
/** How long it is seen that an alarm calls; ms. */
const calls = 3_000;

let feed: Feed | null = null;
let told: ReadonlySet<string> | null = null;
let health = 0;
let calling = notCalled;
let callTimer = 0;

/** Words in the language chosen. */
export const word = (key: WordKey, values: Readonly<Record<string, string | number>> = {}): string =>
  fill(languages[settings.value.language][key], values);

/** A code of the hub's in words; as it is where there are none: nothing is kept back because nobody foresaw it. */
export function coded(kind: string, code: string | null | undefined): string {
  const key = `${kind}.${code}`;
  return code === null || code === undefined ? word('unknown') : Object.hasOwn(languages.en, key) ? word(key as WordKey) : code;
}

const tag = computed(() => (settings.value.language === 'pseudo' || settings.value.language === 'en' ? 'en-GB' : tagOf(settings.value.language)));

export const number = (value: number, digits = 0): string =>
  new Intl.NumberFormat(tag.value, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
export const degrees = (value: number | null | undefined): string => (value === null || value === undefined ? word('unknown.short') : `${number(value, 1)}°`);
export const percent = (value: number | null | undefined): string => (value === null || value === undefined ? word('unknown.short') : `${number(value)} %`);
export const count = (value: number | null | undefined): string => (value === null || value === undefined ? word('unknown.short') : number(value));
export const day = (at: string | number): string => new Date(at).toLocaleDateString(tag.value, { day: 'numeric', month: 'short', year: 'numeric' });
export const dayAndTime = (at: string | number): string =>
  new Date(at).toLocaleString(tag.value, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
export const timeOf = (at: string): string => new Date(at).toLocaleTimeString(tag.value, { hour: '2-digit', minute: '2-digit' });
export const age = (seconds: number): string => {
  const [unit, many] = saidAs(seconds);
  return word(`age.${unit}`, { count: number(many) });
};

/** How long ago a time of day was; the clocks of hub and page are both set, or this says so by being odd. */
export const ago = (at: string): string => age(Math.max(0, (Date.now() - Date.parse(at)) / 1000));

export const may = (role: Role): boolean => me.value?.roles.includes(role) ?? false;
export const isPinned = (patient: string): boolean => settings.value.pins.includes(patient);

export function pin(patient: string): void {
  const { pins } = settings.value;
  settings.value = { ...settings.value, pins: isPinned(patient) ? pins.filter((one) => one !== patient) : [...pins, patient] };
  rearrange();
}

/** Turns the alarms' sound on, which is then heard once, or off. */
export function turnBell(): void {
  const turnsOn = bell.value !== 'on';
  isPressed.value = true;
  settings.value = { ...settings.value, alarmSound: turnsOn };
  if (turnsOn) {
    void ring();
  }
}

export function start(): void {
  onSignedOut.tell = () => signedOut();
  onFirstPassword.tell = () => void askWho();
  addEventListener('hashchange', () => (route.value = routeOf(location.hash)));
  document.addEventListener('visibilitychange', beat);
  setInterval(beat, tick);
  for (const press of ['pointerdown', 'keydown'] as const) {
    addEventListener(press, ({ target }) => (isPressed.value ||= !(target instanceof Element && target.closest('.bell'))));
  }

  effect(() => keep(settings.value));
  effect(() => {
    document.documentElement.lang = tagOf(settings.value.language);
    const { high, medium } = counts.value;
    document.title = (high + medium > 0 ? `(${high + medium}) ` : '') + word('app.title');
  });
  void askWho();
}

/** Who is signed in, as the hub says it. */
export async function askWho(): Promise<void> {
  const answer = await hub.me();
  if (answer.ok) {
    me.value = answer.value;
    listen();
  } else if (answer.why.kind === 'away') {
    isAnswered.value = false;
    setTimeout(() => void askWho(), 2_000);
  } else {
    signedOut();
  }
}

/** Says what came of something, to eyes and ears. */
export function say(text: string): void {
  said.value = '';
  queueMicrotask(() => (said.value = text));
}

export const refusal = (why: Refusal): string => word(`refusal.${why.kind}`);

/** The wall as it is now, asked for: after something was done. */
export async function look(): Promise<void> {
  const answer = await hub.wall();
  if (answer.ok) {
    hear(answer.value);
  }
}

function signedOut(): void {
  feed?.close();
  feed = null;
  told = null;
  wall.value = null;
  order.value = noOrder;
  isOpen.value = false;
  me.value = null;
  calling = notCalled;
}

function listen(): void {
  if (me.value?.firstPassword) {
    // Until it is changed the hub says nothing else.
    return;
  }

  void askHealth();
  if (!may('therapist')) {
    isOpen.value = true;
    return;
  }

  feed ??= openFeed('/api/live', (cards) => hear(cards as readonly Card[]), (open) => {
    isOpen.value = open;
    if (!open && feed) {
      // Closed by the hub: perhaps since the sign-in has ended.
      void hub.me();
    }
  });
}

function hear(cards: readonly Card[]): void {
  heardAt.value = performance.now();
  now.value = heardAt.value;
  wall.value = cards;
  rearrange();
  callOut();
  const fresh = told === null ? [] : newAlarms(told, cards);
  told = new Set(cards.flatMap((card) => waiting(card).map((alarm) => keyOf(card, alarm))));
  if (fresh.length > 0) {
    called.value = fresh.map(({ card, alarm }) =>
      word('alarm.called', { priority: word(`priority.${alarm.priority}`), name: card.name, what: coded('alarm', alarm.kind) })).join(' ');
  }
}

function rearrange(): void {
  order.value = arrange(order.value, wall.value ?? [], new Set(settings.value.pins), performance.now());
}

// Nothing that may be over by now: while the hub is away that is said instead.
function callOut(): void {
  const high = isLinked.value ? (wall.value ?? []).flatMap((card) => waiting(card).filter(({ priority }) => priority === 'high').map((alarm) => keyOf(card, alarm))) : [];
  const { calling: next, isDue } = callOf(calling, high, performance.now());
  calling = next;
  if (isDue) {
    isCalling.value = true;
    clearTimeout(callTimer);
    callTimer = window.setTimeout(() => (isCalling.value = false), calls);
    if (bell.value === 'on') {
      void ring();
    }
  }
}

function beat(): void {
  callOut();
  if (document.visibilityState !== 'visible') {
    return;
  }

  now.value = performance.now();
  if (me.value && !me.value.firstPassword) {
    rearrange();
    if (performance.now() - health >= asksHealthEvery) {
      void askHealth();
    }
  }
}

/** A connection that is cut without a word stays open in a browser: whether the hub is there, it is asked. */
async function askHealth(): Promise<void> {
  health = performance.now();
  const answer = await hub.health(healthPatience);
  isAnswered.value = answer.ok;
  hasBroker.value = !answer.ok || answer.value.link === 'up';
  certificateEnds.value = answer.ok ? answer.value.certificateEnds ?? null : certificateEnds.value;
}
