/**
 * As much of MQTT 3.1.1 (OASIS, 2014) as the page needs: it logs in as nobody, subscribes, reads at QoS 0 and 1, publishes at
 * QoS 1, and pings. The section numbers are the standard's.
 */

const text = new TextEncoder();
const decoder = new TextDecoder();

const string = (value: string): number[] => {
  const bytes = text.encode(value);
  return [bytes.length >> 8, bytes.length & 0xff, ...bytes];
};

const number = (value: number): number[] => [value >> 8, value & 0xff];

/** A packet: 2.2, fixed header with the length in one to four bytes of seven bits. */
function packet(type: number, body: readonly number[]): Uint8Array<ArrayBuffer> {
  const length: number[] = [];
  let left = body.length;
  do {
    length.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    left >>= 7;
  } while (left > 0);
  return new Uint8Array([type, ...length, ...body]);
}

/** 3.1: a clean session, 20 s of keep-alive, no name: the worker puts in the page's own. */
export const connect = (): Uint8Array<ArrayBuffer> => packet(0x10, [...string('MQTT'), 4, 2, ...number(20), ...string('')]);

/** 3.8. */
export const subscribe = (id: number, filters: readonly string[]): Uint8Array<ArrayBuffer> =>
  packet(0x82, [...number(id), ...filters.flatMap((filter) => [...string(filter), 1])]);

/** 3.3, at QoS 1, not retained. */
export const publish = (id: number, topic: string, payload: string): Uint8Array<ArrayBuffer> =>
  packet(0x32, [...string(topic), ...number(id), ...text.encode(payload)]);

/** 3.12. */
export const ping = (): Uint8Array<ArrayBuffer> => packet(0xc0, []);

/** 3.14. */
export const disconnect = (): Uint8Array<ArrayBuffer> => packet(0xe0, []);

/** 3.4. */
const acknowledge = (id: number): Uint8Array<ArrayBuffer> => packet(0x40, number(id));

/** What came from the broker. */
export type Incoming =
  | { readonly type: 'accepted' | 'refused' | 'subscribed' | 'pong' }
  | { readonly type: 'delivered'; readonly id: number }
  | { readonly type: 'message'; readonly topic: string; readonly payload: string; readonly retained: boolean; readonly answer: Uint8Array<ArrayBuffer> | null };

/** More than the broker lets through: 64 KiB of payload and its topic. */
const longest = 70_000;

/** Takes a stream of bytes apart into packets; a stream may be cut anywhere. Throws when it is no MQTT. */
export class Incomings {
  #bytes = new Uint8Array(0);

  take(more: Uint8Array): Incoming[] {
    const all = new Uint8Array(this.#bytes.length + more.length);
    all.set(this.#bytes);
    all.set(more, this.#bytes.length);
    const found: Incoming[] = [];
    let at = 0;
    for (;;) {
      const size = sizeOf(all.subarray(at));
      if (size === null || at + size.header + size.body > all.length) {
        this.#bytes = all.slice(at);
        return found;
      }

      const incoming = read(all[at]!, all.subarray(at + size.header, at + size.header + size.body));
      if (incoming) {
        found.push(incoming);
      }

      at += size.header + size.body;
    }
  }
}

function sizeOf(bytes: Uint8Array): { header: number; body: number } | null {
  let body = 0;
  for (let i = 1; i <= 4; i++) {
    const next = bytes[i];
    if (next === undefined) {
      return null;
    }

    body += (next & 0x7f) << (7 * (i - 1));
    if (next < 0x80) {
      if (body > longest) {
        throw new Error('a packet longer than any of ours');
      }

      return { header: i + 1, body };
    }
  }

  throw new Error('a length of more than four bytes');
}

function read(first: number, body: Uint8Array): Incoming | null {
  switch (first >> 4) {
    case 2:
      return { type: body[1] === 0 ? 'accepted' : 'refused' };
    case 3:
      return message(first, body);
    case 4:
      return { type: 'delivered', id: at(body, 0) };
    case 9:
      return { type: 'subscribed' };
    case 13:
      return { type: 'pong' };
    default:
      return null;
  }
}

const at = (body: Uint8Array, i: number): number => ((body[i] ?? 0) << 8) | (body[i + 1] ?? 0);

function message(first: number, body: Uint8Array): Incoming {
  const topicEnd = 2 + at(body, 0);
  const qos = (first >> 1) & 3;
  const start = topicEnd + (qos > 0 ? 2 : 0);
  return {
    type: 'message',
    topic: decoder.decode(body.subarray(2, topicEnd)),
    payload: decoder.decode(body.subarray(start)),
    retained: (first & 1) === 1,
    answer: qos > 0 ? acknowledge(at(body, topicEnd)) : null,
  };
}
