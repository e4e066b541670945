import { count, word } from '../clinic';
import type { Pain as Facts } from '../hub/shapes';
import { isMuch } from '../model/card';

/** How much it hurt before, during and the next day, 0–10; what nobody said is said to be unknown. */
export function Pain({ pain }: { pain: Facts }) {
  const parts = [['before', pain.before], ['during', pain.during], ['night', pain.night], ['morning', pain.morning]] as const;
  return (
    <dl class="pain">
      {parts.map(([when, value]) => (
        <div key={when} class={isMuch(value) ? 'much' : ''}><dt>{word(`pain.${when}`)}</dt><dd>{isMuch(value) && <span aria-hidden="true">▲</span>}{count(value)}</dd></div>
      ))}
    </dl>
  );
}
