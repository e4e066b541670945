import { coded, count, day, number, timeOf, word } from '../clinic';
import type { Patient, SessionRow } from '../hub/shapes';
import { isMuch } from '../model/card';
import { addressOf } from '../model/route';

/** The sessions, the newest first: what each came to, so that only those that need it are opened. */
export function Reports({ patient }: { patient: Patient }) {
  return patient.sessions.length === 0 ? <p class="nobody">{word('reports.none')}</p> : (
    <table class="dense sessions">
      <thead>
        <tr><th scope="col">{word('reports.session')}</th><th scope="col">{word('reports.minutes')}</th><th scope="col">{word('reports.level')}</th>
          <th scope="col">{word('reports.pain')}</th><th scope="col">{word('reports.end')}</th></tr>
      </thead>
      <tbody>{patient.sessions.map((one) => <Row key={one.session} patient={patient} one={one} />)}</tbody>
    </table>
  );
}

function Row({ patient, one: { session, from, to, clockDoubtful, glance } }: { patient: Patient; one: SessionRow }) {
  return (
    <tr>
      <th scope="row"><a href={addressOf({ page: 'report', patient: patient.patient, session })}>{day(from)}</a> <span class="quiet">{timeOf(from)}</span>{clockDoubtful && <span class="chip">{word('reports.clock')}</span>}</th>
      <td>{number((Date.parse(to) - Date.parse(from)) / 60_000)}</td>
      <td>{glance ? glance.judged === 0 ? word('verdict.not-judged') : `${number(glance.level)} / ${number(glance.judged)}` : word('unknown.short')}</td>
      <td class={glance && isMuch(glance.worstPain) ? 'much' : ''}>{glance && isMuch(glance.worstPain) && <span aria-hidden="true">▲</span>}{count(glance?.worstPain)}</td>
      <td>{glance ? coded('end', glance.endReason) : word('unknown.short')}</td>
    </tr>
  );
}
