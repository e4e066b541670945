import { word } from '../coach';

const scores = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

/** From 0 to 10, with words for both ends and, for effort, for what lies between. */
export function Scores({ of, onScore }: { of: 'pain' | 'effort'; onScore: (score: number) => void }) {
  const scale = of === 'pain' ? ['pain.none', 'pain.worst'] as const : ['effort.none', 'effort.middle', 'effort.worst'] as const;
  return (
    <>
      <div class="scores">{scores.map((score) => <button key={score} onClick={() => onScore(score)}>{score}</button>)}</div>
      <p class="ends">{scale.map((key) => <span key={key}>{word(key)}</span>)}</p>
    </>
  );
}
