import type { Exercise, Question, Side, Sound, StopReason } from './messages';

/** What the patient wants of the session; the name is the topic's last level. */
export type Command =
  | { readonly name: 'start-session' | 'next' | 'pause' | 'resume' | 'redo' | 'take-over' }
  | { readonly name: 'answer'; readonly question: Question; readonly value: number | boolean }
  | { readonly name: 'calibrate'; readonly kind: 'static' | 'bow' | 'side' }
  | { readonly name: 'start-exercise'; readonly exercise: Exercise; readonly side: Side }
  | { readonly name: 'stop'; readonly reason: StopReason }
  | { readonly name: 'pain'; readonly value: number }
  | { readonly name: 'set-sound'; readonly sound: Sound };

/** How long a command may take to arrive; ms. What starts something must not live longer than 10 s. */
const life = 8000;

/** The payload of a command; `now` by the worker's clock, by which it expires. */
export function payload(command: Command, cmdId: string, sessionId: string | null, now: Date): string {
  const { name: _, ...own } = command;
  return JSON.stringify({ v: 1, cmdId, expiresAt: new Date(now.getTime() + life).toISOString(), sessionId, ...own });
}

/** A name that no command had before. */
export const newId = (): string => crypto.randomUUID();
