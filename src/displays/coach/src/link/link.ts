import { newId } from '../messages/commands';
import { connect, disconnect, Incomings, ping, publish, subscribe } from './mqtt';

/** How the page's way to the worker is. */
export type LinkPhase = 'connecting' | 'up' | 'down' | 'elsewhere' | 'refused' | 'unpaired';

export interface LinkEvents {
  phase(phase: LinkPhase): void;
  message(rest: string, payload: string): void;
  /** How far the worker's clock is ahead of this device's; ms. A television's may be anything. */
  ahead(ms: number): void;
}

export interface Link {
  /** Sends a payload to a topic of the patient's, named after the patient's part; false when nobody is there to take it. */
  send(rest: string, payload: string): boolean;
  /** Comes back from being refused or open elsewhere. */
  again(): void;
}

const openedElsewhere = 4001;
const shownTheDoor = 4002;

/** What an answer without a key means; what is not here is tried again. */
const refusals: Readonly<Record<number, LinkPhase>> = { 401: 'unpaired', 403: 'refused', 409: 'refused', 423: 'elsewhere' };
const pingPeriod = 8000;
const silenceLimit = 12_000;
const connectDeadline = 5000;

/** Before the nth try: quick at first, since what is lost is what the patient looks at; ms. */
export const waitBefore = (attempt: number): number => Math.min(250 * 2 ** Math.max(0, attempt - 1), 4000);

/** What the page reads: what came of a set is in the state, so the events that say it too are not needed. */
const filters = ['live', 'state', 'sensor', 'alert/+', 'reply/coach/+'];

/** A lasting connection to the patient's topics, through the page's own origin. It comes back by itself. */
export function openLink(events: LinkEvents): Link {
  let socket: WebSocket | null = null;
  let topics = '';
  let attempt = 0;
  let packetId = 0;

  // By which the worker knows this page from another one when it comes back.
  const page = newId();

  const nextId = (): number => (packetId = (packetId % 0xffff) + 1);

  const retry = (phase: LinkPhase): void => {
    events.phase(phase);
    if (phase === 'down') {
      attempt++;
      setTimeout(() => void open(), waitBefore(attempt));
    }
  };

  async function open(): Promise<void> {
    try {
      const by = attempt > 0 ? '&by=itself' : '';
      const answer = await fetch(`/mqtt/key?page=${page}${by}`, { method: 'POST', signal: AbortSignal.timeout(connectDeadline) });
      const refused = refusals[answer.status];
      if (refused) {
        retry(refused);
        return;
      }

      const told = (await answer.json()) as { topics: string; now: number };
      topics = told.topics;
      events.ahead(told.now - Date.now());
      connectTo(new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/mqtt`, 'mqtt'));
    } catch {
      retry('down');
    }
  }

  function connectTo(made: WebSocket): void {
    const incomings = new Incomings();
    let heard = performance.now();
    const watch = setInterval(() => {
      if (performance.now() - heard > silenceLimit) {
        made.close();
        over('down');
      } else if (made.readyState === WebSocket.OPEN) {
        made.send(ping());
      }
    }, pingPeriod);

    let isOver = false;
    const over = (phase: LinkPhase): void => {
      if (!isOver) {
        isOver = true;
        clearInterval(watch);
        socket = null;
        retry(phase);
      }
    };

    made.binaryType = 'arraybuffer';
    made.onopen = () => made.send(connect());
    made.onclose = (end) => over(end.code === openedElsewhere ? 'elsewhere' : end.code === shownTheDoor ? 'unpaired' : 'down');
    made.onmessage = (event: MessageEvent<ArrayBuffer>) => {
      heard = performance.now();
      try {
        incomings.take(new Uint8Array(event.data)).forEach(take);
      } catch {
        made.close();
        over('down');
      }
    };

    function take(one: ReturnType<Incomings['take']>[number]): void {
      if (one.type === 'accepted') {
        made.send(subscribe(nextId(), filters.map((filter) => topics + filter)));
      } else if (one.type === 'refused') {
        made.send(disconnect());
        over('down');
      } else if (one.type === 'subscribed') {
        attempt = 0;
        socket = made;
        events.phase('up');
      } else if (one.type === 'message') {
        if (one.topic.startsWith(topics)) {
          events.message(one.topic.slice(topics.length), one.payload);
        }

        if (one.answer) {
          made.send(one.answer);
        }
      }
    }
  }

  events.phase('connecting');
  void open();
  return {
    send: (rest, payload) => {
      socket?.send(publish(nextId(), topics + rest, payload));
      return socket !== null;
    },
    again: () => {
      attempt = 0;
      events.phase('connecting');
      void open();
    },
  };
}
