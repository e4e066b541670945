import { useEffect, useRef } from 'preact/hooks';
import { bell, called, certificateEnds, counts, day, hasBroker, isCalling, isLinked, may, me, now, route, said, settings, turnBell, word } from '../clinic';
import { hub } from '../hub/hub';
import { addressOf, type Route } from '../model/route';
import { languages, offered, type Language } from '../words/words';
import { Accounts } from './Accounts';
import { Alerts } from './Alerts';
import { PatientPages } from './PatientPages';
import { Password, SignIn } from './SignIn';
import { Trail } from './Trail';
import { Wall } from './Wall';

export function App() {
  const somebody = me.value;
  return (
    <>
      {somebody && <Head />}
      {somebody && !somebody.firstPassword && <Lost />}
      {somebody && !somebody.firstPassword && <Ending />}
      {somebody === undefined ? <main class="narrow"><p class="quiet">{word('waiting')}</p></main>
        : somebody === null ? <SignIn />
        : somebody.firstPassword ? <Password isFirst />
        : <Shown key={addressOf(route.value)} route={route.value} />}
      <p class="said" role="status">{said.value}</p>
      <p class="unseen" role="alert">{called.value}</p>
    </>
  );
}

function Shown({ route: shown }: { route: Route }) {
  const isTherapist = may('therapist');
  switch (shown.page) {
    case 'wall':
      return isTherapist ? <Wall /> : <Accounts />;
    case 'alerts':
      return isTherapist ? <Alerts /> : <Accounts />;
    case 'trail':
      return may('administrator') ? <Trail /> : <Wall />;
    case 'accounts':
      return may('administrator') ? <Accounts /> : <Wall />;
    case 'password':
      return <Password />;
    default:
      return isTherapist ? <PatientPages route={shown} /> : <Accounts />;
  }
}

function Head() {
  const isNew = me.value?.firstPassword === true;
  const { high, medium, low } = counts.value;
  const at = route.value.page;
  return (
    <header class="head">
      <a class="brand" href="#/wall"><svg viewBox="0 0 64 64" aria-hidden="true"><rect x="6" y="28" width="52" height="9" rx="4.5" transform="rotate(-9 32 32)" /></svg>{word('app.title')}</a>
      {!isNew && <nav aria-label={word('nav.label')}>
        {may('therapist') && <a href="#/wall" aria-current={at === 'wall' ? 'page' : undefined}>{word('nav.wall')}</a>}
        {may('therapist') && (
          <a href="#/alerts" aria-current={at === 'alerts' ? 'page' : undefined}>
            {word('nav.alerts')} {high > 0 && <span class={`tally high ${isCalling.value ? 'calls' : ''}`}>{isCalling.value && '♪ '}!!! {high}</span>}{medium > 0 && <span class="tally medium">!! {medium}</span>}{low > 0 && <span class="tally low">! {low}</span>}
          </a>
        )}
        {may('administrator') && <a href="#/trail" aria-current={at === 'trail' ? 'page' : undefined}>{word('nav.trail')}</a>}
        {may('administrator') && <a href="#/accounts" aria-current={at === 'accounts' ? 'page' : undefined}>{word('nav.accounts')}</a>}
      </nav>}
      <div class="who">
        {!isNew && may('therapist') && <button class="bell" data-bell={bell.value} onClick={turnBell}><span aria-hidden="true">♪</span> {word(`bell.${bell.value}`)}</button>}
        <Languages />
        <a href="#/password" aria-current={at === 'password' ? 'page' : undefined}><bdi lang="zxx">{me.value?.name}</bdi></a>
        <button onClick={() => void hub.signOut().then(() => location.reload())}>{word('sign-out')}</button>
      </div>
    </header>
  );
}

export function Languages() {
  return (
    <label class="language">
      <span class="unseen">{word('language.choose')}</span>
      <select value={settings.value.language} onChange={(event) => (settings.value = { ...settings.value, language: event.currentTarget.value as Language })}>
        {offered.map((one) => <option key={one} value={one} lang={one} selected={one === settings.value.language}>{languages[one].language}</option>)}
        {settings.value.language === 'pseudo' && <option value="pseudo" lang="en" selected>{languages.pseudo.language}</option>}
      </select>
    </label>
  );
}

/** Across the whole page while nothing can be live; not for the moment in which it is opened. */
function Lost() {
  const since = useRef(performance.now());
  const isNew = useRef(true);
  const linked = isLinked.value;
  if (linked) {
    isNew.current = false;
  }

  useEffect(() => {
    since.current = performance.now();
  }, [linked]);
  return linked || (isNew.current && now.value - since.current < 2_000) ? null : (
    <p class="cut-off" role="alert"><b>{word(hasBroker.value ? 'lost.hub' : 'lost.broker')}</b> {word('lost.text')}</p>
  );
}

/** How long before its end it is said; ms, as in the hub's own log. */
const soon = 21 * 24 * 3_600_000;

/** Before the hub's certificate ends, since then no home can be heard, and only whoever looks after the hub can renew it. */
function Ending() {
  const ends = certificateEnds.value === null ? NaN : Date.parse(certificateEnds.value);
  return !(ends - Date.now() < soon) ? null : (
    <p class="ending" role="status"><b>{word(ends > Date.now() ? 'ending.soon' : 'ending.over', { date: day(ends) })}</b> {word('ending.text')}</p>
  );
}
