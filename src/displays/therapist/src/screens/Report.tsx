import { coded, count, day, degrees, number, percent, timeOf, word } from '../clinic';
import { exportOf, hub } from '../hub/hub';
import type { Patient, Report, SideFacts } from '../hub/shapes';
import { legsOf } from '../model/card';
import { addressOf } from '../model/route';
import { densityOf, printedSets, type SetsTogether } from '../model/print';
import { changeOf, trendPicture, trendsOf, type TrendOf } from '../model/trend';
import { Waiting } from '../parts/Page';
import { useLoad } from '../parts/load';

/** What came of one session; it prints on one page. */
export function ReportPage({ patient, session }: { patient: Patient; session: string }) {
  const { value, why } = useLoad(() => hub.report(patient.patient, session), `${patient.patient}/${session}`);
  return value === null ? <Waiting why={why} /> : (
    <>
      <div class="tools">
        <a href={addressOf({ page: 'reports', patient: patient.patient })}>{word('report.all')}</a>
        <span>
          {(['csv', 'html', 'fhir'] as const).map((format) => <a key={format} class="button" href={exportOf(patient.patient, session, format)} download>{word(`report.${format}`)}</a>)}
          <button class="main" onClick={() => print()}>{word('report.print')}</button>
        </span>
      </div>
      <Sheet patient={patient} report={value} />
    </>
  );
}

function Sheet({ patient, report }: { patient: Patient; report: Report }) {
  const trends = trendsOf(report.trend);
  const together = printedSets(report.sets);
  return (
    <article class={`report density-${densityOf(report, trends.length)}`}>
      <header>
        <h2>{word('report.title')} <bdi lang="zxx">{patient.name}</bdi></h2>
        <p>{report.startedAt === null ? word('unknown') : <>{day(report.startedAt)}, {timeOf(report.startedAt)}</>}{report.endedAt !== null && <> – {timeOf(report.endedAt)}</>} · {word('report.ended')} <b>{coded('end', report.endReason)}</b></p>
        {report.demonstration && <p class="chip demo">{word('report.demonstration')}</p>}
        {report.recordIncomplete && <p class="chip incomplete">{word('report.incomplete')}</p>}
        {report.clockDoubtful && <p class="chip incomplete">{word('report.clock')}</p>}
      </header>
      <Sets rows={report.sets.map((set) => ({ numbers: [set.number], set }))} where={together ? 'on-screen' : ''} />
      {together && <Sets rows={together} where="on-paper" />}
      <div class="columns">
        {report.sides.length > 0 && <Sides report={report} />}
        <Asked report={report} />
        <Tests report={report} />
        <Bands report={report} />
        <Checks report={report} />
        <Blind report={report} />
      </div>
      {trends.length > 0 && (
        <section class="trends"><h3>{word('trend.title')}</h3><div>{trends.map((one) => <Trend key={`${one.exercise}/${one.side}`} trend={one} />)}</div></section>
      )}
      <footer class="quiet">{Object.entries(report.versions).filter(([, text]) => text !== null).map(([name, text]) => <span key={name} lang="zxx">{name} {String(text)} </span>)} · {word('not-a-device')}</footer>
    </article>
  );
}

function Sets({ rows, where }: { rows: readonly SetsTogether[]; where: string }) {
  return (
    <div class={`scrolls ${where}`} tabIndex={0} role="region" aria-label={word('report.sets')}>
      <table class="sets">
        <caption class={where === 'on-paper' ? 'quiet' : 'unseen'}>{word(where === 'on-paper' ? 'report.together' : 'report.sets')}</caption>
        <thead><tr>{(['set', 'exercise', 'support', 'band', 'reps', 'in-band', 'peak', 'hold', 'end'] as const).map((column) => <th key={column} scope="col">{word(`column.${column}`)}</th>)}</tr></thead>
        <tbody>
          {rows.map(({ numbers, set }) => (
            <tr key={set.number}>
              <th scope="row">{numbers.length === 1 ? set.number : `${numbers[0]}–${numbers.at(-1)} (${numbers.length})`}</th>
              <td>{coded('exercise', set.exercise)}, {word(`legs.${legsOf(set.exercise, set.side)}`)}</td>
              <td>{coded('support', set.support)}</td>
              <td>{degrees(set.band?.alertDeg)}</td>
              <td class="counts"><b>{number(set.level)}</b> / {number(set.judged)} / {count(set.seen)} / {number(set.reps)}
                {set.notJudgedWhy.length > 0 && <small> {[...new Set(set.notJudgedWhy)].map((why) => coded('not-judged', why)).join(', ')}</small>}</td>
              <td>{set.bandPercent === null ? <Unjudged /> : <Bar percent={set.bandPercent} />}</td>
              <td>{degrees(set.peakDropDeg)}</td>
              <td>{set.holdS === null ? '–' : number(set.holdS, 1)}</td>
              <td>{coded('end', set.endReason)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const Unjudged = () => <span class="lean unjudged"><svg class="shape unjudged" viewBox="0 0 16 16" aria-hidden="true"><rect x="1.5" y="1.5" width="13" height="13" class="edge" /><path d="M1.5 8 8 1.5M1.5 14.5l13-13M8 14.5 14.5 8" class="edge" /></svg>{word('verdict.not-judged')}</span>;

/** A share as a length and a number. */
function Bar({ percent: value }: { percent: number }) {
  return <span class="share"><svg viewBox="0 0 50 8" aria-hidden="true"><rect class="whole" width="50" height="8" rx="2" /><rect class="part" width={value / 2} height="8" rx="2" /></svg>{percent(value)}</span>;
}

function Sides({ report }: { report: Report }) {
  const hasBoth = report.sides.some((one) => one.both);
  const said = (side: SideFacts | null) => (side === null ? word('unknown.short') : `${count(side.level)} / ${count(side.judged)} · ${percent(side.bandPercent)} · ${degrees(side.peakDropDeg)}`);
  return (
    <section>
      <h3>{word('sides.title')}</h3>
      <table><thead><tr><th scope="col">{word('column.exercise')}</th><th scope="col">{word('side.left')}</th><th scope="col">{word('side.right')}</th>{hasBoth && <th scope="col">{word('side.both')}</th>}</tr></thead>
        <tbody>{report.sides.map((one) => <tr key={one.exercise}><th scope="row">{coded('exercise', one.exercise)}</th><td>{said(one.left)}</td><td>{said(one.right)}</td>{hasBoth && <td>{said(one.both ?? null)}</td>}</tr>)}</tbody></table>
      <p class="quiet">{word('sides.key')}</p>
    </section>
  );
}

const times = ['before', 'during', 'after', 'night', 'morning'] as const;

function Asked({ report }: { report: Report }) {
  return (
    <section>
      <h3>{word('asked.title')}</h3>
      <dl class="pain">
        {times.map((when) => <div key={when}><dt>{word(`pain.${when}`)}</dt><dd>{count(report.pain?.[when])}</dd></div>)}
        <div><dt>{word('asked.effort')}</dt><dd>{count(report.effort)}</dd></div>
      </dl>
    </section>
  );
}

function Tests({ report: { tests = [] } }: { report: Report }) {
  return tests.length === 0 ? null : (
    <section>
      <h3>{word('tests.title')}</h3>
      <ul>{tests.map((one, index) => (
        <li key={index}>{word('tests.one', {
          leg: word(`legs.${legsOf('trendelenburg-test', one.side)}`), raise: degrees(one.bestRaiseDeg), level: degrees(one.levelAt30Deg),
          fall: one.pelvisFallStartS === null ? word('unknown.short') : number(one.pelvisFallStartS, 1), support: coded('support', one.support), end: coded('test-end', one.endReason),
        })}</li>
      ))}</ul>
    </section>
  );
}

function Bands({ report }: { report: Report }) {
  return (
    <section>
      <h3>{word('history.title')}</h3>
      {report.bandHistory.length === 0 ? <p>{word('history.none')}</p> : (
        <ul>{report.bandHistory.map((one, index) => <li key={index}>{day(one.at)}: {coded('exercise', one.exercise)}, {word(`legs.${legsOf(one.exercise, one.side)}`)}: {one.alertDeg === null ? word('history.usual') : degrees(one.alertDeg)} (<bdi lang="zxx">{one.by}</bdi>)</li>)}</ul>
      )}
    </section>
  );
}

function Checks({ report }: { report: Report }) {
  return (
    <section>
      <h3>{word('checks.title')}</h3>
      <ul>
        {report.calibrations.map((one, index) => <li key={index}>{coded('check', one.kind)}: {one.accepted ? word('checks.accepted') : <>{word('checks.refused')} {one.reason !== null && coded('check.why', one.reason)}</>}</li>)}
        <li>{report.slips === 0 ? word('checks.no-slips') : word('checks.slips', { count: report.slips })}</li>
      </ul>
    </section>
  );
}

function Blind({ report }: { report: Report }) {
  return (
    <section>
      <h3>{word('blind.title')}</h3>
      <ul>{Object.entries(report.cannotSee).map(([exercise, codes]) => <li key={exercise}>{coded('exercise', exercise)}: {codes.map((code) => coded('blind', code)).join(', ')}</li>)}</ul>
    </section>
  );
}

const wide = 200;
const tall = 56;

/** A trend in the shade of its own error: what differs by less than that is not said to differ. */
function Trend({ trend }: { trend: TrendOf }) {
  const picture = trendPicture(trend, wide, tall);
  const last = trend.points.findLast((point) => point.value !== null);
  const change = changeOf(trend);
  const title = `${coded('exercise', trend.exercise)}, ${word(`legs.${legsOf(trend.exercise, trend.side)}`)}`;
  return (
    <figure class="trend">
      <figcaption><b>{title}</b> {degrees(last?.value)} {change !== null && <span class="quiet">{word(`trend.${change}`)}</span>}</figcaption>
      <svg viewBox={`-6 -4 ${wide + 12} ${tall + 8}`} role="img" aria-label={word('trend.label', { title, count: picture.points.length })}>
        <line class="ground" x1="0" x2={wide} y1={tall} y2={tall} />
        {picture.shades.map((shade, index) => <polygon key={index} class="shade" points={shade} />)}
        {picture.lines.map((line, index) => <polyline key={index} points={line} />)}
        {picture.points.map(({ x, y }, index) => <circle key={index} cx={x} cy={y} r="2.6" />)}
        <text x="0" y="6">{degrees(picture.top)}</text>
      </svg>
      <span class="quiet">{trend.measurementErrorDeg === null ? word('trend.no-error') : word('trend.error', { degrees: degrees(trend.measurementErrorDeg) })}</span>
    </figure>
  );
}
