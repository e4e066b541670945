import { cardsByPatient, coded, dayAndTime, number, word } from '../clinic';
import { hub } from '../hub/hub';
import { Title, Waiting } from '../parts/Page';
import { useLoad } from '../parts/load';

const most = 200;

/** Who did what, and whether anything of it was changed since. */
export function Trail() {
  const { value, why, again } = useLoad(hub.audit, 'trail');
  return (
    <main class="page">
      <div class="titled"><Title>{word('trail.title')}</Title><button onClick={again}>{word('trail.again')}</button></div>
      {value === null ? <Waiting why={why} /> : (
        <>
          <p class={value.broken === null ? 'whole' : 'fault'} data-whole={value.broken === null}>
            <b>{value.broken === null ? word('trail.whole', { count: number(value.entries) }) : word('trail.broken', { number: number(value.broken) })}</b>
          </p>
          <p class="quiet">{word('trail.last')} <code lang="zxx">{value.last}</code></p>
          <div class="scrolls" tabIndex={0} role="region" aria-label={word('trail.title')}>
            <table class="dense">
              <thead><tr><th scope="col">{word('trail.number')}</th><th scope="col">{word('trail.at')}</th><th scope="col">{word('trail.who')}</th><th scope="col">{word('trail.what')}</th>
                <th scope="col">{word('trail.patient')}</th><th scope="col">{word('trail.detail')}</th></tr></thead>
              <tbody>
                {value.newest.slice(0, most).map((entry) => (
                  <tr key={entry.number}>
                    <td>{entry.number}</td><td>{dayAndTime(entry.at)}</td><td><bdi lang="zxx">{entry.who}</bdi></td><td>{coded('done', entry.what)}</td>
                    <td><bdi lang="zxx">{entry.patient === null ? '' : cardsByPatient.value.get(entry.patient)?.name ?? entry.patient}</bdi></td><td><bdi lang="zxx">{entry.detail}</bdi></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </main>
  );
}
