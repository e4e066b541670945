import { age, coded, heardAt, isLinked, isPinned, now, number, percent, pin, word } from '../clinic';
import type { Card, LiveFacts } from '../hub/shapes';
import { ageNow } from '../model/age';
import { laneOf } from '../model/bands';
import { legsOf, nowOf, qualityOf } from '../model/card';
import { needOf } from '../model/need';
import { addressOf } from '../model/route';
import { Beam } from '../parts/Beam';
import { LeanMark, QualityMark } from '../parts/Marks';
import { Pain } from '../parts/Pain';
import { Spark } from '../parts/Spark';
import { AlarmStrip } from './AlarmStrip';

const needs = ['high', 'medium', 'low', 'trouble', 'session', 'there', 'away'] as const;

/** One patient on the wall. */
export function WallCard({ card }: { card: Card }) {
  const shown = nowOf(card, isLinked.value, heardAt.value, now.value);
  const isKnown = shown.ageS !== null;
  const live = isKnown ? card.live : null;
  const lane = live ? laneOf(live.exercise, live.side, card.band) : null;
  const laterS = ageNow(0, heardAt.value, now.value);
  return (
    <li class={`card need-${needs[needOf(card)]}`} data-patient={card.patient}>
      <h2><a href={addressOf({ page: 'live', patient: card.patient })}><bdi lang="zxx">{card.name}</bdi></a></h2>
      <button class="pin" aria-pressed={isPinned(card.patient)} aria-label={word('card.pin', { name: card.name })} onClick={() => pin(card.patient)}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M5 1.5h6l-1 5 2.5 3h-9l2.5-3zM8 9.5V15" /></svg>
      </button>
      <div class="alarms">
        {card.alarms.map((alarm) => <AlarmStrip key={alarm.alarm} card={card} alarm={alarm} />)}
        {card.demonstration && <p class="chip demo">{word('card.demonstration')}</p>}
        {card.standing === 'revoked' && <p class="chip">{word('card.revoked')}</p>}
        {card.missingEvents > 0 && <p class="chip">{word('card.incomplete', { count: card.missingEvents })}</p>}
      </div>
      <p class="task">{live ? <Task live={live} /> : <span class="quiet">{word(isLinked.value ? card.online ? 'card.no-session' : 'card.away' : 'card.unlinked')}</span>}</p>
      {live === null ? <p class="compact"><LeanMark lean="unknown" /> <span class="quiet">{word('card.age')}: <span data-age>{word('unknown')}</span></span></p> : (
        <>
          <div class="now">
            <Beam shown={shown} lane={lane} />
            <div class="beside">
              {live.pause === null && live.step === 'set' ? <LeanMark lean={shown.lean} /> : <span class={`step ${live.pause === null ? '' : 'paused'}`}>{coded('step', live.pause ? `pause-${live.pause}` : live.step)}</span>}
              <Done live={live} />
            </div>
          </div>
          <Spark points={card.sparkline ?? []} lane={lane} laterS={laterS} />
          <dl class="facts">
            <div><dt>{word('card.in-band')}</dt><dd>{percent(live.inBandPercent)}</dd></div>
            <div><dt>{word('card.sensor')}</dt><dd><QualityMark quality={qualityOf(card, isKnown)} /></dd></div>
            <div><dt>{word('card.battery')}</dt><dd>{percent(card.battery)}</dd></div>
            <div><dt>{word('card.age')}</dt><dd data-age>{age(shown.ageS!)}</dd></div>
          </dl>
        </>
      )}
      <Pain pain={card.pain} />
      {card.stopped !== null && <p class="stopped"><b>{word('card.stopped')}</b> {coded('end', card.stopped)}</p>}
    </li>
  );
}

function Task({ live }: { live: LiveFacts }) {
  if (live.exercise === null || live.side === null) {
    return <span class="quiet">{word('card.no-exercise')}</span>;
  }

  return (
    <>
      <b>{coded('exercise', live.exercise)}</b> <span>{word(`legs.${legsOf(live.exercise, live.side)}`)}</span>
      <span class="quiet">{live.support != null && <>{coded('support', live.support)} · </>}{live.set !== null && word('card.set', { set: live.set, sets: live.sets ?? '?' })}</span>
    </>
  );
}

/** Repetitions: how many of how many, and of those how many were paced, seen, judged and level. */
function Done({ live }: { live: LiveFacts }) {
  const parts = ([['paced', live.paced], ['seen', live.seen], ['judged', live.judged], ['level', live.level]] as const).filter(([, many]) => many !== null && many !== undefined);
  return (
    <>
      <span class="done">{live.done === null ? word('unknown.short') : <><b>{number(live.done)}</b> / {live.repetitions === null ? '?' : number(live.repetitions)}</>}</span>
      <span class="parts">{parts.length === 0 ? word('card.repetitions') : parts.map(([which, many]) => `${number(many!)} ${word(`reps.${which}`)}`).join(' · ')}</span>
    </>
  );
}
