/** What is heard, and seen at the same moment by whoever cannot hear it. */
export type SoundName = 'left' | 'right' | 'both' | 'count' | 'done';

/** A struck tone: soft, and gone by itself. */
export interface Tone {
  /** Hz; at most 1500, which older ears still hear. */
  readonly hz: number;
  /** After the sound begins; s. */
  readonly at: number;
  /** Until it has died away; s. */
  readonly length: number;
  /** −1 left to 1 right. */
  readonly pan: number;
}

const low = 330;
const middle = 520;
const high = 880;

/** A side is told by pitch as well as by place: one deaf ear, or one loudspeaker, must be enough. */
export const sounds: Readonly<Record<SoundName, readonly Tone[]>> = {
  left: [{ hz: low, at: 0, length: 0.35, pan: -0.8 }],
  right: [{ hz: high, at: 0, length: 0.35, pan: 0.8 }],
  both: [{ hz: low, at: 0, length: 0.25, pan: 0 }, { hz: low, at: 0.18, length: 0.25, pan: 0 }],
  count: [{ hz: middle, at: 0, length: 0.15, pan: 0 }],
  done: [{ hz: middle, at: 0, length: 0.4, pan: 0 }, { hz: 660, at: 0.2, length: 0.4, pan: 0 }, { hz: high, at: 0.4, length: 0.7, pan: 0 }],
};

/** Plays tones at once. A browser lets it sound after the first press only. */
export class Player {
  #context: AudioContext | null = null;

  /** To be called on every press. */
  wake(): void {
    if (this.#context === null) {
      this.#context = new AudioContext({ latencyHint: 'interactive' });

      // Browsers look for their voices when they are first asked for them.
      globalThis.speechSynthesis?.getVoices();
    }

    if (this.#context.state !== 'running') {
      void this.#context.resume();
    }
  }

  play(name: SoundName, volume: number): void {
    const context = this.#context;
    if (!context || context.state !== 'running' || volume === 0) {
      return;
    }

    for (const tone of sounds[name]) {
      const begins = context.currentTime + tone.at;
      const oscillator = new OscillatorNode(context, { type: 'sine', frequency: tone.hz });
      const loudness = new GainNode(context, { gain: 0 });
      loudness.gain.setValueAtTime(0, begins);
      loudness.gain.linearRampToValueAtTime(volume, begins + 0.008);
      loudness.gain.exponentialRampToValueAtTime(0.001, begins + tone.length);
      oscillator.connect(loudness).connect(new StereoPannerNode(context, { pan: tone.pan })).connect(context.destination);
      oscillator.start(begins);
      oscillator.stop(begins + tone.length);
    }
  }
}

/** A voice of this machine for a language. Some voices are somebody's server: what is said of a patient does not go there. */
export function voiceFor(tag: string, voices: readonly SpeechSynthesisVoice[]): SpeechSynthesisVoice | undefined {
  const wanted = tag === 'nb' ? ['nb', 'no'] : [tag.slice(0, 2)];
  return voices.find((one) => one.localService && wanted.includes(one.lang.toLowerCase().slice(0, 2)));
}

/** Says words with the browser's own voice, where it has one for the language; the newest words only. */
export function say(words: string, tag: string, volume: number): void {
  const voice = voiceFor(tag, globalThis.speechSynthesis?.getVoices() ?? []);
  if (!voice || volume === 0) {
    return;
  }

  const spoken = new SpeechSynthesisUtterance(words);
  spoken.voice = voice;
  spoken.lang = voice.lang;
  spoken.volume = volume;
  speechSynthesis.cancel();
  speechSynthesis.speak(spoken);
}

/** Silence, at once. */
export const hush = (): void => globalThis.speechSynthesis?.cancel();
