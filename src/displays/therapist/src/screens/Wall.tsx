import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { cardsByPatient, order, wall, word } from '../clinic';
import { Title } from '../parts/Page';
import { IdleRows } from './IdleRows';
import { NewPatient } from './Pairing';
import { WallCard } from './WallCard';

/** Who needs somebody, who practises, and who did not. */
export function Wall() {
  const [isAdding, setAdding] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const { cards, rows } = order.value;
  useKeptFocus(list, cards.join(' '));
  return (
    <main class="wall">
      <div class="titled">
        <Title>{word('wall.title')}</Title>
        <p class="quiet">{wall.value && word('wall.counts', { active: cards.length, idle: rows.length })}</p>
        <button onClick={() => setAdding(true)}>{word('wall.add')}</button>
      </div>
      {wall.value === null ? <p class="quiet">{word('waiting')}</p> : (
        <>
          {cards.length === 0 && <p class="nobody">{word(wall.value.length === 0 ? 'wall.empty' : 'wall.nobody')}</p>}
          <ul class="cards" ref={list} aria-label={word('wall.cards')}>
            {cards.map((patient) => <WallCard key={patient} card={cardsByPatient.value.get(patient)!} />)}
          </ul>
          {rows.length > 0 && <IdleRows cards={rows.map((patient) => cardsByPatient.value.get(patient)!)} />}
        </>
      )}
      {isAdding && <NewPatient onClose={() => setAdding(false)} />}
    </main>
  );
}

/** A card that moves takes the keyboard with it: browsers let go of what is put elsewhere. */
function useKeptFocus(list: { readonly current: HTMLElement | null }, sequence: string) {
  const last = useRef<Element | null>(null);
  useLayoutEffect(() => {
    const held = last.current;
    if (document.activeElement === document.body && held instanceof HTMLElement && held.isConnected && list.current?.contains(held)) {
      held.focus({ preventScroll: true });
    }
  }, [sequence]);
  last.current = list.current?.contains(document.activeElement) ? document.activeElement : document.activeElement === document.body ? last.current : null;
}
