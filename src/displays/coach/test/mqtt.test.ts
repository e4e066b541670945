import { describe, expect, test } from 'vitest';
import { waitBefore } from '../src/link/link';
import { connect, Incomings, ping, publish, subscribe } from '../src/link/mqtt';

/** Bytes written by hand from the standard (OASIS MQTT 3.1.1). */
describe('packets', () => {
  test('CONNECT: protocol MQTT, level 4, clean session, no name', () =>
    expect([...connect()]).toEqual([0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 20, 0, 0]));

  test('SUBSCRIBE asks for QoS 1', () => expect([...subscribe(10, ['a/b'])]).toEqual([0x82, 8, 0, 10, 0, 3, 0x61, 0x2f, 0x62, 1]));

  test('PUBLISH at QoS 1', () => expect([...publish(1, 'a', 'ø')]).toEqual([0x32, 7, 0, 1, 0x61, 0, 1, 0xc3, 0xb8]));

  test('PINGREQ', () => expect([...ping()]).toEqual([0xc0, 0]));

  test('a length over 127 takes two bytes', () => expect([...publish(1, 'a', 'x'.repeat(316)).slice(0, 3)]).toEqual([0x32, 0xc1, 0x02]));
});

describe('incoming', () => {
  const stream = new Uint8Array([
    0x20, 2, 0, 0, // CONNACK, accepted
    0x90, 3, 0, 1, 1, // SUBACK
    0x30, 5, 0, 1, 0x61, 0x68, 0x69, // a: hi, QoS 0
    0x33, 6, 0, 1, 0x62, 0, 9, 0x21, // b: !, QoS 1, id 9, retained
    0x40, 2, 0, 7, // PUBACK of 7
    0xd0, 0, // PINGRESP
  ]);
  const all = [
    { type: 'accepted' }, { type: 'subscribed' },
    { type: 'message', topic: 'a', payload: 'hi', retained: false, answer: null },
    { type: 'message', topic: 'b', payload: '!', retained: true, answer: new Uint8Array([0x40, 2, 0, 9]) },
    { type: 'delivered', id: 7 }, { type: 'pong' },
  ];

  test('a whole stream', () => expect(new Incomings().take(stream)).toEqual(all));

  test('cut anywhere, the same', () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      const incomings = new Incomings();
      expect([...incomings.take(stream.slice(0, cut)), ...incomings.take(stream.slice(cut))]).toEqual(all);
    }
  });

  test('a length of two bytes', () => {
    const long = new Uint8Array([0x30, 0xaf, 0x02, 0, 1, 0x61, ...new Array<number>(300).fill(0x7a)]);
    expect(new Incomings().take(new Uint8Array([...long, 0xd0, 0]))).toEqual([
      { type: 'message', topic: 'a', payload: 'z'.repeat(300), retained: false, answer: null }, { type: 'pong' },
    ]);
  });

  test('a refusal is one', () => expect(new Incomings().take(new Uint8Array([0x20, 2, 0, 5]))).toEqual([{ type: 'refused' }]));

  test('what is longer than any message of ours is no MQTT of ours', () =>
    expect(() => new Incomings().take(new Uint8Array([0x30, 0xff, 0xff, 0xff, 0x7f]))).toThrow());
});

test('it comes back soon, and no more often than every four seconds', () =>
  expect([1, 2, 3, 4, 5, 6, 50].map(waitBefore)).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000]));
