import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { heardAs } from '../src/model/hearing';
import { Player, say, sounds, voiceFor, type SoundName } from '../src/sound/sounds';

const names = Object.keys(sounds) as SoundName[];
const lengthOf = (name: SoundName): number => Math.max(...sounds[name].map(({ at, length }) => at + length));

test('sounds stay under 1500 Hz, which older ears still hear', () => {
  expect(Object.values(sounds).flat().every((tone) => tone.hz <= 1500)).toBe(true);
});

test('a side is told by pitch and by place: one loudspeaker, or one ear, is enough', () => {
  const [left, right] = [sounds.left[0]!, sounds.right[0]!];
  expect(right.hz / left.hz).toBeGreaterThan(2);
  expect([left.pan < 0, right.pan > 0]).toEqual([true, true]);
});

test('no two sounds are alike, and the end of a set is the longest', () => {
  expect(new Set(names.map((name) => JSON.stringify(sounds[name]))).size).toBe(names.length);
  expect(names.every((name) => name === 'done' || lengthOf(name) < lengthOf('done'))).toBe(true);
});

describe('muted', () => {
  test('all that would have sounded is seen', () => {
    for (const name of names) {
      expect(heardAs(name, 'full', 0.6), name).toEqual({ audible: true, seen: true });
      expect(heardAs(name, 'full', 0), name).toEqual({ audible: false, seen: true });
      expect(heardAs(name, 'off', 0.6), name).toEqual({ audible: false, seen: true });
    }
  });

  test('whoever wants cues only is not counted to', () => {
    expect(heardAs('count', 'cues', 0.6)).toEqual({ audible: false, seen: false });
    expect(heardAs('left', 'cues', 0.6)).toEqual({ audible: true, seen: true });
    expect(heardAs('done', 'cues', 0.6)).toEqual({ audible: true, seen: true });
  });
});

describe('the player', () => {
  const started: { hz: number; at: number; pan: number }[] = [];
  let state = 'running';

  class Part {
    pan = 0;
    hz = 0;
    readonly gain = { setValueAtTime: vi.fn(), linearRampToValueAtTime: vi.fn(), exponentialRampToValueAtTime: vi.fn() };
    next: Part | null = null;
    constructor(_: unknown, options: { frequency?: number; pan?: number } = {}) {
      this.hz = options.frequency ?? 0;
      this.pan = options.pan ?? 0;
    }
    connect(next: Part): Part {
      return (this.next = next);
    }
    start(at: number): void {
      started.push({ hz: this.hz, at, pan: this.next!.next!.pan });
    }
    stop(): void {}
  }

  beforeEach(() => {
    started.length = 0;
    state = 'running';
    vi.stubGlobal('OscillatorNode', Part);
    vi.stubGlobal('GainNode', Part);
    vi.stubGlobal('StereoPannerNode', Part);
    vi.stubGlobal('AudioContext', class {
      readonly currentTime = 7;
      readonly destination = new Part(null);
      get state(): string {
        return state;
      }
      resume(): Promise<void> {
        return Promise.resolve();
      }
    });
  });

  afterEach(() => void vi.unstubAllGlobals());

  test.each(names)('begins %s at once, without looking ahead', (name) => {
    const player = new Player();
    player.wake();
    player.play(name, 0.6);
    expect(started).toEqual(sounds[name].map(({ hz, at, pan }) => ({ hz, at: 7 + at, pan })));
  });

  test('plays nothing before a press, when turned down, or while the browser does not let it', () => {
    const player = new Player();
    player.play('left', 0.6);
    player.wake();
    player.play('left', 0);
    state = 'suspended';
    player.play('left', 0.6);
    expect(started).toEqual([]);
  });
});

describe('words are said', () => {
  const voice = (lang: string, localService = true) => ({ lang, localService, name: lang, default: false, voiceURI: lang });
  const said: { text: string; lang: string }[] = [];

  beforeEach(() => {
    said.length = 0;
    vi.stubGlobal('SpeechSynthesisUtterance', class {
      lang = '';
      constructor(readonly text: string) {}
    });
    vi.stubGlobal('speechSynthesis', { getVoices: () => [voice('en-GB'), voice('de-DE', false), voice('no-NO')], cancel: () => {}, speak: (one: { text: string; lang: string }) => said.push(one) });
  });

  afterEach(() => void vi.unstubAllGlobals());

  test('in the language of the person, by a voice of this machine', () => {
    say('Lift left end', 'en', 0.6);
    say('Løft venstre ende', 'nb', 0.6);
    expect(said.map(({ text, lang }) => [text, lang])).toEqual([['Lift left end', 'en-GB'], ['Løft venstre ende', 'no-NO']]);
  });

  test('by nobody where the only voice is somebody\'s server, or there is none', () => {
    say('Linkes Ende anheben', 'de', 0.6);
    vi.stubGlobal('speechSynthesis', undefined);
    say('Lift left end', 'en', 0.6);
    expect(said).toEqual([]);
  });

  test('German words are not said by an English voice', () => {
    expect(voiceFor('de', [voice('en-US'), voice('de-AT')])?.lang).toBe('de-AT');
    expect(voiceFor('de', [voice('en-US')])).toBeUndefined();
  });
});
