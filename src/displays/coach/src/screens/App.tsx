import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { areSettingsOpen, beam, cue, isStopOpen, press, pressStop, screen, seen, settings, told, twin, word } from '../coach';
import { areDevicesOpen } from '../lan/lan';
import { batteryOf } from '../model/sensor';
import { sizesOf } from '../model/sizes';
import type { Screen } from '../model/screen';
import { Before, Countdown, Rest } from './Exercise';
import { DevicesDialog } from './Devices';
import { Join } from './Join';
import { Live } from './Live';
import { Alone, End, Final, Paused } from './Pauses';
import { Asked, Calibrating, Result } from './Questions';
import { SettingsDialog } from './Settings';
import { StopDialog } from './Stop';
import { Today } from './Today';

export function App() {
  const shown = screen.value;
  useSizes();
  return (
    <>
      <Head />
      <main key={nameOf(shown)} class={isReadFromAfar(shown) ? 'afar' : undefined} data-screen={shown.name} data-about={aboutOf(shown)}>
        <Shown screen={shown} />
      </main>
      <Foot />
      <p class="unseen" role="status">{statusOf(shown)}</p>
      {isStopOpen.value && <StopDialog />}
      {areSettingsOpen.value && <SettingsDialog />}
      {areDevicesOpen.value && <DevicesDialog />}
    </>
  );
}

/** Two questions are two screens: each begins at its title. */
const nameOf = (shown: Screen): string => (shown.name === 'question' ? shown.question : shown.name === 'result' ? shown.asks : shown.name);

/** Where somebody is away from the screen: at the counter, or on the floor. */
const isReadFromAfar = (shown: Screen): boolean => away.has(shown.name) || (shown.name === 'question' && shown.question === 'all-right');

const away: ReadonlySet<Screen['name']> = new Set<Screen['name']>(['connect', 'wear-check', 'static', 'bow', 'side-check', 'countdown', 'paused']);

/** What a screen is about, where it can be about several things. */
const aboutOf = (shown: Screen): string | undefined =>
  'question' in shown ? shown.question
    : 'asks' in shown ? shown.asks
    : 'pause' in shown ? shown.pause
    : 'notice' in shown ? shown.notice
    : 'task' in shown ? shown.task.exercise
    : shown.name === 'end' ? told.value.state?.clinicCopy ?? 'none'
    : undefined;

function Shown({ screen: shown }: { screen: Screen }) {
  switch (shown.name) {
    case 'connecting':
    case 'offline':
    case 'elsewhere':
    case 'refused':
    case 'no-plan':
      return <Alone name={shown.name} />;
    case 'join':
      return <Join />;
    case 'today':
      return <Today {...shown} />;
    case 'question':
      return <Asked {...shown} />;
    case 'connect':
    case 'wear-check':
    case 'static':
    case 'bow':
    case 'side-check':
      return <Calibrating {...shown} />;
    case 'before':
      return <Before {...shown} />;
    case 'countdown':
      return <Countdown {...shown} />;
    case 'live':
      return <Live {...shown} />;
    case 'rest':
      return <Rest {...shown} />;
    case 'result':
      return <Result {...shown} />;
    case 'paused':
      return <Paused {...shown} />;
    case 'notice':
      return <Final {...shown} />;
    case 'end':
      return <End {...shown} />;
  }
}

/** What a screen reader says by itself: what was refused, what is to be done now, and when nothing is seen. Not each sample. */
function statusOf(shown: Screen): string {
  return told.value.refused !== null ? word('refused.command') : shown.name !== 'live' ? '' : beam.value === 'unseen' ? word('beam.unseen') : cue.value !== null ? word(cue.value) : '';
}

function Head() {
  const { state, sensor, refused } = told.value;
  return (
    <header>
      <div>
        <p class={`sensor ${seen.value}`}>{state && `${seen.value === 'live' ? '●' : '○'} ${word(`sensor.${seen.value}`)}`}</p>
        {batteryOf(sensor) === 'low' && <p class="notice">▁ {word('battery.low')}</p>}
        {state?.recording === 'not-recorded' && <p class="notice">{word('record.fault')} <span lang="en">{state.recordingFault}</span></p>}
        {state?.watched && <p>◉ {word('watched')}</p>}
        {state?.demonstration && <p class="demo">{word('demo.text')}</p>}
        {state?.demonstration && <button onClick={() => press({ name: 'take-over' })}>{word('demo.takeOver')}</button>}
        {refused !== null && <p class="notice">{word('refused.command')} <span lang="en">{refused.reason}</span></p>}
        {twin.value !== null && <p class="twin" data-twin={twin.value}>♪ {word(`twin.${twin.value}`)}</p>}
      </div>
      <button class="open-settings" aria-label={word('settings.open')} onClick={() => (areSettingsOpen.value = true)}>☰<span> {word('settings.open')}</span></button>
    </header>
  );
}

function Foot() {
  return told.value.state?.sessionId ? (
    <footer>
      {screen.value.name === 'live' && <button onClick={() => press({ name: 'pause' })}>{word('pause')}</button>}
      <button class="stop" onClick={pressStop}>{word('stop')}</button>
    </footer>
  ) : null;
}

function useSizes() {
  const [view, setView] = useState({ width: innerWidth, height: innerHeight });
  useEffect(() => {
    const measure = () => setView({ width: innerWidth, height: innerHeight });
    addEventListener('resize', measure);
    return () => removeEventListener('resize', measure);
  }, []);
  const { cuePx } = sizesOf(settings.value.inches, window.screen, view);
  useLayoutEffect(() => document.documentElement.style.setProperty('--cue', `${Math.round(cuePx)}px`), [cuePx]);
}
