import { cardsByPatient, coded, word } from '../clinic';
import { hub } from '../hub/hub';
import type { Patient } from '../hub/shapes';
import { addressOf, type Route } from '../model/route';
import { Title, Waiting } from '../parts/Page';
import { useLoad } from '../parts/load';
import { AlarmStrip } from './AlarmStrip';
import { Home } from './Home';
import { Live } from './Live';
import { PlanPage } from './PlanPage';
import { ReportPage } from './Report';
import { Reports } from './Reports';

type PatientRoute = Extract<Route, { readonly patient: string }>;

const pages = ['live', 'plan', 'reports', 'home'] as const;

/** All that is about one patient. Who looks is written down by the hub, once for each page that is opened. */
export function PatientPages({ route }: { route: PatientRoute }) {
  const { value, why } = useLoad(() => hub.patient(route.patient), route.patient);
  const card = cardsByPatient.value.get(route.patient);
  if (value === null) {
    return <main class="narrow"><Title>{word('patient.title')}</Title><Waiting why={why} /></main>;
  }

  const at = route.page === 'report' ? 'reports' : route.page;
  return (
    <main class={`patient at-${route.page}`}>
      <div class="titled">
        <Title><bdi lang="zxx">{value.name}</bdi> <span class="unseen">{word(`tab.${at}`)}</span></Title>
        {value.standing === 'revoked' && <span class="chip">{word('card.revoked')}</span>}
        {card?.demonstration && <span class="chip demo">{word('card.demonstration')}</span>}
        <nav class="tabs" aria-label={word('patient.pages')}>
          {pages.map((page) => <a key={page} href={addressOf({ page, patient: route.patient })} aria-current={at === page ? 'page' : undefined}>{word(`tab.${page}`)}</a>)}
        </nav>
      </div>
      {card && at !== 'reports' && <div class="alarms">{card.alarms.map((alarm) => <AlarmStrip key={alarm.alarm} card={card} alarm={alarm} />)}</div>}
      {card && at === 'live' && card.stopped !== null && <p class="stopped"><b>{word('card.stopped')}</b> {coded('end', card.stopped)}</p>}
      <Part route={route} patient={value} />
    </main>
  );
}

function Part({ route, patient }: { route: PatientRoute; patient: Patient }) {
  switch (route.page) {
    case 'live':
      return <Live patient={patient} />;
    case 'plan':
      return <PlanPage patient={patient} />;
    case 'reports':
      return <Reports patient={patient} />;
    case 'report':
      return <ReportPage patient={patient} session={route.session} />;
    case 'home':
      return <Home patient={patient} />;
  }
}
