/** A tone: Hz, and when and for how long it sounds; s. Below 1500 Hz, which older ears still hear. */
interface Tone {
  readonly hz: number;
  readonly at: number;
  readonly length: number;
}

/** Two soft tones, falling, twice. */
export const call: readonly Tone[] = [0, 0.7].flatMap((at) => [{ hz: 780, at, length: 0.35 }, { hz: 520, at: at + 0.22, length: 0.45 }]);

const loudness = 0.35;

let context: AudioContext | null = null;

/** Calls, once. A browser lets it sound after the first press on the page only; the way to the loudspeaker is shut again afterwards. */
export async function ring(): Promise<void> {
  context ??= new AudioContext();
  await context.resume();
  const ends = call.map((tone) => struck(context!, tone));
  ends.at(-1)!.onended = () => void context!.suspend();
}

function struck(on: AudioContext, { hz, at, length }: Tone): OscillatorNode {
  const begins = on.currentTime + 0.02 + at;
  const [tone, volume] = [new OscillatorNode(on, { type: 'sine', frequency: hz }), new GainNode(on, { gain: 0 })];
  volume.gain.setValueAtTime(0, begins);
  volume.gain.linearRampToValueAtTime(loudness, begins + 0.03);
  volume.gain.exponentialRampToValueAtTime(0.001, begins + length);
  tone.connect(volume).connect(on.destination);
  tone.start(begins);
  tone.stop(begins + length);
  return tone;
}
