import { useEffect, useRef } from 'preact/hooks';
import { areSettingsOpen, press, settings, told, word } from '../coach';
import { areDevicesOpen, isOnDevice } from '../lan/lan';
import { screens, sizesOf, type ScreenKind } from '../model/sizes';
import type { Sound } from '../messages/messages';
import type { Settings } from '../settings';
import { languages, offered } from '../words/words';
import { tryBothSides } from './Exercise';

const change = (part: Partial<Settings>): void => {
  settings.value = { ...settings.value, ...part };
};

const heard: readonly Sound[] = ['off', 'cues', 'full'];

export function SettingsDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const { language, screen, inches, volume, voice } = settings.value;
  const { readableM } = sizesOf(inches, window.screen, { width: innerWidth, height: innerHeight });
  const close = () => (areSettingsOpen.value = false);
  const openDevices = () => {
    dialog.current?.close();
    areDevicesOpen.value = true;
  };
  return (
    <dialog ref={dialog} aria-labelledby="settings-title" onClose={close}>
      <h2 id="settings-title">{word('settings.title')}</h2>
      <Choice name="language" label={word('settings.language')} chosen={language} onChoose={(one) => change({ language: one })}
        options={offered.map((one) => [one, languages[one].language])} />
      <Choice name="screen" label={word('settings.screen')} chosen={screen} onChoose={(one) => change({ screen: one, inches: screens[one] })}
        options={(Object.keys(screens) as ScreenKind[]).map((one) => [one, word(`settings.screen.${one}`)])} />
      <p>
        <label>{word('settings.inches')}: <input type="number" min="3" max="120" step="0.1" value={inches}
          onChange={(event) => { const wanted = event.currentTarget.valueAsNumber; if (wanted >= 3 && wanted <= 120) { change({ inches: wanted }); } }} /></label>
      </p>
      <p class="small">{word('settings.readable', { metres: readableM.toFixed(1) })}</p>
      <Choice name="sound" label={word('settings.sound')} chosen={told.value.state?.sound ?? 'cues'} onChoose={(one) => press({ name: 'set-sound', sound: one })}
        options={heard.map((one) => [one, word(`settings.sound.${one}`)])} />
      <p>
        <label>{word('settings.volume')}: <input type="range" min="0" max="1" step="0.1" value={volume}
          onInput={(event) => change({ volume: event.currentTarget.valueAsNumber })} /></label>
      </p>
      <p><label><input type="checkbox" checked={voice} onChange={(event) => change({ voice: event.currentTarget.checked })} /> {word('settings.voice')}</label></p>
      <div class="buttons">
        <button onClick={tryBothSides}>{word('settings.try')}</button>
        {!isOnDevice() && <button data-opens="devices" onClick={openDevices}>{word('settings.devices')}</button>}
        <button class="main" onClick={() => dialog.current?.close()}>{word('settings.close')}</button>
      </div>
    </dialog>
  );
}

function Choice<T extends string>({ name, label, options, chosen, onChoose }: {
  name: string; label: string; options: readonly (readonly [T, string])[]; chosen: T; onChoose: (one: T) => void;
}) {
  return (
    <fieldset>
      <legend>{label}</legend>
      {options.map(([value, text]) => (
        <label key={value}><input type="radio" name={name} value={value} checked={value === chosen} onChange={() => onChoose(value)} /> {text}</label>
      ))}
    </fieldset>
  );
}
