import { guess, screens, type ScreenKind } from './model/sizes';
import { languages, preferred, type Language } from './words/words';

/** What somebody chose at this screen; it stays on this screen. */
export interface Settings {
  readonly language: Language;
  readonly screen: ScreenKind;
  readonly inches: number;
  /** 0–1. */
  readonly volume: number;
  readonly voice: boolean;
}

const place = 'pelvicfeedback.coach';

/** What was chosen before, else what probably fits. Something that cannot be read counts as nothing. */
export function chosen(): Settings {
  const screen = guess({ width: window.screen.width, height: window.screen.height });
  const usual: Settings = { language: preferred(navigator.languages), screen, inches: screens[screen], volume: 0.6, voice: true };
  const asked = new URLSearchParams(location.search).get('lang');
  return { ...usual, ...kept(), ...(asked !== null && Object.hasOwn(languages, asked) ? { language: asked as Language } : {}) };
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
    const read: unknown = JSON.parse(localStorage.getItem(place) ?? '{}');
    const { language, screen, inches, volume, voice } = read as Partial<Settings>;
    return {
      ...(typeof language === 'string' && Object.hasOwn(languages, language) ? { language } : {}),
      ...(typeof screen === 'string' && Object.hasOwn(screens, screen) ? { screen } : {}),
      ...(typeof inches === 'number' && inches >= 3 && inches <= 120 ? { inches } : {}),
      ...(typeof volume === 'number' && volume >= 0 && volume <= 1 ? { volume } : {}),
      ...(typeof voice === 'boolean' ? { voice } : {}),
    };
  } catch {
    return {};
  }
}
