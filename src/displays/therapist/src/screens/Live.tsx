import { useEffect, useRef, useState } from 'preact/hooks';
import { cardsByPatient, coded, count, degrees, heardAt, isLinked, now, number, percent, word } from '../clinic';
import { Watch } from '../hub/watch';
import type { HomeState, Patient, WatchState } from '../hub/shapes';
import { laneOf, type Lane } from '../model/bands';
import { leanOf, legsOf, qualityOf, nowOf, type Now } from '../model/card';
import { countsOf, noTrace, silentAfter, type Trace } from '../model/trace';
import { Beam } from '../parts/Beam';
import { LeanMark, QualityMark, VerdictMark } from '../parts/Marks';
import { BandEditor } from './BandEditor';
import { Plot } from './Plot';

/** How often words and beam are renewed, a second; the trace itself follows every screen. */
const wordsEvery = 200;

interface Told {
  readonly watch: WatchState | 'lost' | 'opening';
  readonly reason: string | null;
  readonly home: HomeState | null;
}

/** The patient as the pelvis goes: the trace in its band, stance, repetitions, alerts; and the band, which can be changed. */
export function Live({ patient }: { patient: Patient }) {
  const watch = useRef<Watch | null>(null);
  const [told, setTold] = useState<Told>({ watch: 'opening', reason: null, home: null });
  const [trace, setTrace] = useState<Trace>(noTrace);
  const [isSilent, setSilent] = useState(true);
  useEffect(() => {
    const open = new Watch(patient.patient, {
      state: (home) => setTold((before) => ({ ...before, home })),
      watch: (state, reason) => setTold((before) => ({ ...before, watch: state, reason })),
      samples: () => undefined,
      event: () => undefined,
    });
    watch.current = open;
    const timer = setInterval(() => {
      setTrace(open.trace);
      setSilent(performance.now() - open.heardAt > silentAfter);
    }, wordsEvery);
    return () => {
      clearInterval(timer);
      open.close();
    };
  }, [patient.patient]);

  const card = cardsByPatient.value.get(patient.patient);
  const home = told.home;
  const limit = home?.limits?.[0] ?? null;
  const shown = shownOf(trace, isSilent || !isLinked.value, home);
  const lane: Lane | null = home && limit ? laneOf(home.exercise, home.side, limit, home.limits?.find((one) => one.kind === 'hike')?.alertDeg ?? null) : null;
  const { paced, seen, judged, level } = countsOf(trace.reps);
  const isCounting = home?.step === 'set';
  return (
    <div class="live-page">
      <section class="trace" aria-label={word('live.trace')}>
        <p class={`watch ${told.watch}`} role="status" data-watch={told.watch}>{word(`watch.${told.watch}`)} {told.reason !== null && coded('refused', told.reason)}</p>
        <Plot watch={watch} limits={home?.step === 'set' ? home.limits ?? [] : []} isSilent={isSilent} />
        <p class="legend">
          <span class="key judged">{word('live.judged-line')}</span><span class="key beam-line">{word('live.beam-line')}</span><span class="key band">{word('live.band')}</span>
          <span class="key limit">{word('live.limit')}</span><span class="key over">{word('live.alert')}</span>
        </p>
      </section>
      <section class="current" aria-label={word('live.now')}>
        <Beam shown={shown} lane={lane} />
        <p class="behind quiet">{word('live.behind')}</p>
        <p class="task">
          {home?.exercise && home.side ? <><b>{coded('exercise', home.exercise)}</b> {word(`legs.${legsOf(home.exercise, home.side)}`)}<span class="quiet">{home.support && coded('support', home.support)} {home.set !== null && word('card.set', { set: home.set, sets: home.sets ?? '?' })}</span></>
            : <span class="quiet">{home ? word('card.no-exercise') : word('unknown')}</span>}
        </p>
        <p class="verdict">{isCounting || shown.lean === 'unknown' ? <LeanMark lean={shown.lean} /> : <span class="step">{coded('step', home?.pause ? `pause-${home.pause}` : home?.step)}</span>}</p>
        <dl class="facts">
          <div><dt>{word('live.done')}</dt><dd>{count(home?.done)} / {count(home?.reps)}</dd></div>
          <div><dt>{word('live.counted')}</dt><dd>{word('live.counts', { paced, seen, judged, level })}</dd></div>
          <div><dt>{word('card.in-band')}</dt><dd>{percent(card && nowOf(card, isLinked.value, heardAt.value, now.value).ageS !== null ? card.live?.inBandPercent : null)}</dd></div>
          <div><dt>{word('card.sensor')}</dt><dd>{card ? <QualityMark quality={qualityOf(card, !isSilent)} /> : word('unknown')}</dd></div>
        </dl>
      </section>
      <section class="said-of" aria-label={word('live.reps')}>
        <h2>{word('live.reps')}</h2>
        {trace.reps.length === 0 ? <p class="quiet">{word('live.no-reps')}</p> : (
          <ol reversed class="reps">
            {trace.reps.slice(-8).toReversed().map((rep) => (
              <li key={rep.eventId}><b>{rep.number}</b> <VerdictMark verdict={rep.verdict} /> <span>{rep.heldS === null ? degrees(rep.peakDropDeg) : `${number(rep.heldS, 1)} s`}</span>
                <span class="quiet">{rep.reason !== null ? coded('not-judged', rep.reason) : word(rep.seen ? 'reps.seen' : 'reps.not-seen')}</span></li>
            ))}
          </ol>
        )}
      </section>
      <BandEditor patient={patient} home={home} />
    </div>
  );
}

/** What is shown of the newest sample; nothing when none came for a second, whatever the last one said. */
function shownOf(trace: Trace, isSilent: boolean, home: HomeState | null): Now {
  const newest = trace.samples.at(-1);
  const beamDeg = newest ? newest.obliquityDeg ?? newest.longAxisDeg : null;
  return isSilent || !newest || beamDeg === null ? { lean: 'unknown', beamDeg: null, ageS: null }
    : { lean: home?.step === 'set' ? leanOf(newest.zone, newest.confidence) : 'unjudged', beamDeg, ageS: 0 };
}
