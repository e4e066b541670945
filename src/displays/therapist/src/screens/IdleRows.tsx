import { coded, day, number, pin, word } from '../clinic';
import type { Card } from '../hub/shapes';
import { addressOf } from '../model/route';

/** Patients who do nothing now: whether they did what was planned this week. */
export function IdleRows({ cards }: { cards: readonly Card[] }) {
  return (
    <section class="idle">
      <h2>{word('idle.title')}</h2>
      <div class="scrolls" tabIndex={0} role="region" aria-label={word('idle.title')}>
        <table>
          <thead>
            <tr><th scope="col">{word('idle.name')}</th><th scope="col">{word('idle.week')}</th><th scope="col">{word('idle.last')}</th><th scope="col">{word('idle.morning')}</th>
              <th scope="col">{word('idle.stopped')}</th><th scope="col">{word('idle.home')}</th><td /></tr>
          </thead>
          <tbody>
            {cards.map((card) => (
              <tr key={card.patient} data-patient={card.patient}>
                <th scope="row"><a href={addressOf({ page: 'reports', patient: card.patient })}><bdi lang="zxx">{card.name}</bdi></a>{card.alarms.length > 0 && <span class="quiet later">{word('card.put-off')}</span>}</th>
                <td><Week card={card} /></td>
                <td>{card.idle?.lastSessionAt ? day(card.idle.lastSessionAt) : word('idle.never')}</td>
                <td>{card.pain.morning === null ? word('unknown.short') : number(card.pain.morning)}</td>
                <td>{card.stopped === null ? '–' : coded('end', card.stopped)}</td>
                <td>{card.standing === 'revoked' ? word('card.revoked') : word(card.online ? 'idle.there' : 'idle.away')}</td>
                <td class="acts"><button aria-label={`${word('idle.pin')}: ${card.name}`} aria-pressed="false" onClick={() => pin(card.patient)}>{word('idle.pin')}</button></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Week({ card: { idle } }: { card: Card }) {
  if (!idle) {
    return <>{word('unknown')}</>;
  }

  const { sessionsThisWeek: done, plannedThisWeek: planned } = idle;
  const dots = Math.min(14, Math.max(planned ?? 0, done));
  return (
    <span class="week">
      <span class="dots" aria-hidden="true">{Array.from({ length: dots }, (_, i) => <i key={i} class={i < done ? 'done' : ''} />)}</span>
      {planned === null ? word('idle.done', { done }) : word('idle.done-of', { done, planned })}
    </span>
  );
}
