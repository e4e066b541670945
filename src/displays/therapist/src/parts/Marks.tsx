import { coded, word } from '../clinic';
import type { Priority, Verdict } from '../hub/shapes';
import type { Lean, Quality } from '../model/card';

const marks: Readonly<Record<Priority, string>> = { high: '!!!', medium: '!!', low: '!' };

/** How soon: a colour, a mark and a word. */
export const PriorityMark = ({ priority }: { priority: Priority }) => (
  <span class={`priority ${priority}`}><b aria-hidden="true">{marks[priority]}</b> {word(`priority.${priority}`)}</span>
);

/** What is said of the pelvis: a shape and a word. Not judged is hatched, and no kind of not level. */
export const LeanMark = ({ lean }: { lean: Lean }) => <span class={`lean ${lean}`}><Shape said={lean} /> {word(`lean.${lean}`)}</span>;

export const VerdictMark = ({ verdict }: { verdict: Verdict }) => (
  <span class={`lean ${verdict === 'level' ? 'level' : verdict === 'not-level' ? 'alert' : 'unjudged'}`}>
    <Shape said={verdict === 'level' ? 'level' : verdict === 'not-level' ? 'alert' : 'unjudged'} /> {coded('verdict', verdict)}
  </span>
);

/** Level is a bar, nearly level a leaning one, not level a triangle, not judged a hatched square, not known an empty ring. */
export function Shape({ said }: { said: Lean }) {
  return (
    <svg class={`shape ${said}`} viewBox="0 0 16 16" aria-hidden="true">
      {said === 'level' && <rect x="1" y="6" width="14" height="4" rx="2" />}
      {said === 'warn' && <rect x="1" y="6" width="14" height="4" rx="2" transform="rotate(-16 8 8)" />}
      {said === 'alert' && <path d="M8 1.5 15 14H1z" />}
      {said === 'unjudged' && <><rect x="1.5" y="1.5" width="13" height="13" class="edge" /><path d="M1.5 8 8 1.5M1.5 14.5l13-13M8 14.5 14.5 8" class="edge" /></>}
      {said === 'unknown' && <circle cx="8" cy="8" r="6" class="edge dashed" />}
    </svg>
  );
}

/** How well the sensor sees: bars and a word. */
export const QualityMark = ({ quality: [how, bars] }: { quality: Quality }) => (
  <span class={`quality ${how}`}>
    <svg viewBox="0 0 16 12" aria-hidden="true">
      {[0, 1, 2].map((bar) => <rect key={bar} x={1 + bar * 5} y={8 - bar * 3.5} width="3.6" height={4 + bar * 3.5} rx="0.8" class={bar < bars ? 'full' : 'empty'} />)}
    </svg> {word(`quality.${how}`)}
  </span>
);
