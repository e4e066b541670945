import { day, dayAndTime, number, word } from '../clinic';
import type { Patient } from '../hub/shapes';
import { addressOf } from '../model/route';

/** The sessions, the newest first. */
export function Reports({ patient }: { patient: Patient }) {
  return patient.sessions.length === 0 ? <p class="nobody">{word('reports.none')}</p> : (
    <table class="dense sessions">
      <thead><tr><th scope="col">{word('reports.session')}</th><th scope="col">{word('reports.until')}</th><th scope="col">{word('reports.minutes')}</th><th scope="col">{word('reports.events')}</th></tr></thead>
      <tbody>
        {patient.sessions.map((one) => (
          <tr key={one.session}>
            <th scope="row"><a href={addressOf({ page: 'report', patient: patient.patient, session: one.session })}>{day(one.from)}</a></th>
            <td>{dayAndTime(one.to)}</td><td>{number((Date.parse(one.to) - Date.parse(one.from)) / 60_000)}</td><td>{number(one.events)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
