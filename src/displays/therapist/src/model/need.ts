import type { Card, OpenAlarm, Priority } from '../hub/shapes';

/** How much a patient needs somebody: smaller is sooner. */
export const need = { high: 0, medium: 1, low: 2, trouble: 3, session: 4, there: 5, away: 6 } as const;

/** Alarms that nobody took and nobody put off, the most urgent first as the hub has them. */
export const waiting = (card: Card): readonly OpenAlarm[] => card.alarms.filter((alarm) => alarm.snoozedUntil === null);

export function needOf(card: Card): number {
  const first = waiting(card)[0];
  return first ? need[first.priority]
    : card.live !== null ? (isInTrouble(card) ? need.trouble : need.session)
    : card.online ? need.there : need.away;
}

/** A session that does not go on: it stands by, or nothing is seen. Asking for a pause is nobody's trouble. */
const isInTrouble = ({ live }: Card): boolean => live !== null && ((live.pause !== null && live.pause !== 'asked') || live.sensor === 'stale' || live.sensor === 'lost');

/** Where a card sits, and since when it could sit lower. */
interface Seat {
  readonly need: number;
  readonly lowerSince: number | null;
  /** When something was last known to go on; ms, `-Infinity` for never. */
  readonly liveAt: number;
}

/** The order of the wall, as far as it has come. */
export interface Order {
  readonly seats: ReadonlyMap<string, Seat>;
  /** Patients with a card, the first first. */
  readonly cards: readonly string[];
  /** Patients with a row. */
  readonly rows: readonly string[];
}

export const noOrder: Order = { seats: new Map(), cards: [], rows: [] };

/** A card falls only after so long, so that it does not go away from under somebody's hand; it rises at once. ms. */
export const fallsAfter = 15_000;

/** A session that is not heard of any more keeps its card for so long, which says so. ms. */
export const keptFor = 120_000;

/**
 * The next order: alarms of high priority, then what is pinned, then by need. Those of equal need stay as they were, and new ones come after them
 * in the order of the hub. `now` is the page's own clock, ms.
 */
export function arrange(before: Order, cards: readonly Card[], pins: ReadonlySet<string>, now: number): Order {
  const seats = new Map(cards.map((card) => [card.patient, seatOf(before.seats.get(card.patient), card, now)]));
  const was = new Map([...before.cards, ...before.rows].map((patient, index) => [patient, index]));
  const isActive = (patient: string): boolean => {
    const seat = seats.get(patient)!;
    return pins.has(patient) || seat.need <= need.session || now - seat.liveAt <= keptFor;
  };
  const group = (patient: string): number => {
    const wanted = seats.get(patient)!.need;
    return wanted === need.high ? 0 : pins.has(patient) ? 1 : 2 + wanted;
  };
  const place = new Map(cards.map((card, index) => [card.patient, was.get(card.patient) ?? was.size + index]));
  const patients = cards.map((card) => card.patient);
  return {
    seats,
    cards: patients.filter(isActive).sort((one, other) => group(one) - group(other) || place.get(one)! - place.get(other)!),
    rows: patients.filter((patient) => !isActive(patient)),
  };
}

function seatOf(before: Seat | undefined, card: Card, now: number): Seat {
  const wanted = needOf(card);
  const liveAt = card.live !== null ? now : before?.liveAt ?? -Infinity;
  if (before === undefined || wanted <= before.need) {
    return { need: wanted, lowerSince: null, liveAt };
  }

  const lowerSince = before.lowerSince ?? now;
  return now - lowerSince >= fallsAfter ? { need: wanted, lowerSince: null, liveAt } : { need: before.need, lowerSince, liveAt };
}

/** Alarms that are in this wall and were not in the last one: said once, aloud. */
export function newAlarms(before: ReadonlySet<string>, cards: readonly Card[]): readonly { readonly card: Card; readonly alarm: OpenAlarm }[] {
  return cards.flatMap((card) => waiting(card).map((alarm) => ({ card, alarm }))).filter(({ card, alarm }) => !before.has(keyOf(card, alarm)));
}

export const keyOf = (card: Card, alarm: OpenAlarm): string => `${card.patient} ${alarm.alarm}`;

/** How many wait of each priority. */
export function countOf(cards: readonly Card[]): Readonly<Record<Priority, number>> {
  const all = cards.flatMap(waiting);
  const of = (priority: Priority) => all.filter((alarm) => alarm.priority === priority).length;
  return { high: of('high'), medium: of('medium'), low: of('low') };
}
