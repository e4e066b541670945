import { languages, preferred, type Language } from './words/words';

const place = 'pelvicfeedback.therapist';

/** What somebody chose at this screen; it stays on this screen. No patient's name is kept in a browser: a pin is a pseudonym. */
export interface Settings {
  readonly language: Language;
  readonly pins: readonly string[];
  /** Whether alarms of high priority are heard at this screen. */
  readonly alarmSound: boolean;
}

/** What was chosen before, else what probably fits. Something that cannot be read counts as nothing. */
export function chosen(): Settings {
  const asked = new URLSearchParams(location.search).get('lang');
  return { language: preferred(navigator.languages), pins: [], alarmSound: false, ...kept(), ...(asked !== null && Object.hasOwn(languages, asked) ? { language: asked as Language } : {}) };
}

export function keep(settings: Settings): void {
  try {
    localStorage.setItem(place, JSON.stringify(settings));
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

function kept(): Partial<Settings> {
  try {
    const { language, pins, alarmSound } = JSON.parse(localStorage.getItem(place) ?? '{}') as Partial<Settings>;
    return {
      ...(typeof language === 'string' && Object.hasOwn(languages, language) ? { language } : {}),
      ...(alarmSound === true ? { alarmSound } : {}),
      ...(Array.isArray(pins) ? { pins: pins.filter((pin) => typeof pin === 'string') } : {}),
    };
  } catch {
    return {};
  }
}
