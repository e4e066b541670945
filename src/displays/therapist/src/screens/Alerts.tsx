import { number, wall, word } from '../clinic';
import { hub } from '../hub/hub';
import { Title } from '../parts/Page';
import { useLoad } from '../parts/load';
import { AlarmStrip } from './AlarmStrip';

const priorities = ['high', 'medium', 'low'] as const;

/** Everything that waits for somebody, of all patients. */
export function Alerts() {
  const { value: rate } = useLoad(hub.rate, 'rate');
  const open = (wall.value ?? []).flatMap((card) => card.alarms.map((alarm) => ({ card, alarm })));
  return (
    <main class="page">
      <Title>{word('alerts.title')}</Title>
      <p class="quiet">{word('alerts.text')}</p>
      {rate && <p class="quiet">{word('alerts.rate', { days: rate.days, high: rate.alarms.high ?? 0, medium: rate.alarms.medium ?? 0, low: rate.alarms.low ?? 0, hours: number(rate.patientHours, 1) })} {rate.perPatientHour !== null && word('alerts.per-hour', { rate: number(rate.perPatientHour, 2) })}</p>}
      {wall.value === null ? <p class="quiet">{word('waiting')}</p> : open.length === 0 ? <p class="nobody">{word('alerts.none')}</p> : priorities.map((priority) => {
        const those = open.filter(({ alarm }) => alarm.priority === priority).sort((one, other) => (one.alarm.at < other.alarm.at ? 1 : -1));
        return those.length === 0 ? null : (
          <section key={priority} aria-label={word(`priority.${priority}`)}>
            {those.map(({ card, alarm }) => <AlarmStrip key={card.patient + alarm.alarm} card={card} alarm={alarm} named />)}
          </section>
        );
      })}
    </main>
  );
}
