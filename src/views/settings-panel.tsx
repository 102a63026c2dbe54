import { priorities } from "../domain/alerts.ts";
import { densities, type Preferences, themes, volumeMax } from "../domain/preferences.ts";
import type { Words } from "./words/words.ts";

export interface SettingsProps {
  readonly preferences: Preferences;
  /** The ward looked at, to come back to. */
  readonly wardId: string | null;
  readonly words: Words;
}

/**
 * How a person wants their board. A plain form, kept on the server; static/board/settings.js shows a choice at once, and
 * takes it back where it is not kept.
 */
export function SettingsForm({ preferences, wardId, words }: SettingsProps) {
  const { settings } = words;
  const { volume, soundFrom, theme, density, keys, notify } = preferences;
  return (
    <form id="settings-form" class="settings-form" method="post" action="/preferences" {...dataOf(preferences)}>
      {wardId !== null && <input type="hidden" name="ward" value={wardId} />}
      <div class="field">
        <label for="settings-volume">{settings.volume}</label>
        <input
          id="settings-volume"
          name="volume"
          type="range"
          min="1"
          max={String(volumeMax)}
          step="1"
          value={String(volume)}
        />
        <button type="button" id="sound-test" hidden>
          {settings.test}
        </button>
      </div>
      <Choice
        name="soundFrom"
        label={settings.soundFrom}
        chosen={soundFrom}
        options={priorities}
        said={settings.from}
      />
      <Choice name="theme" label={settings.theme} chosen={theme} options={themes} said={settings.themes} />
      <Choice name="density" label={settings.density} chosen={density} options={densities} said={settings.densities} />
      <label class="check">
        <input id="settings-keys" type="checkbox" name="keys" checked={keys} /> {settings.keys}
      </label>
      <label class="check">
        <input id="settings-notify" type="checkbox" name="notify" checked={notify} /> {settings.notify}
      </label>
      <p id="settings-notify-state" class="small" role="status" {...notificationWords(words)} />
      <button type="submit" class="go">
        {settings.submit}
      </button>
    </form>
  );
}

/** What static/board/notify.js says: in a notification, and of a browser that shows none. */
const notificationWords = ({ notification }: Words) =>
  Object.fromEntries(Object.entries(notification).map(([name, said]) => [`data-${name}`, said]));

interface ChoiceProps<T extends string> {
  readonly name: string;
  readonly label: string;
  readonly chosen: T;
  readonly options: readonly T[];
  readonly said: Readonly<Record<T, string>>;
}

function Choice<T extends string>({ name, label, chosen, options, said }: ChoiceProps<T>) {
  const id = `settings-${name}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name}>
        {options.map((option) => (
          <option value={option} selected={option === chosen}>
            {said[option]}
          </option>
        ))}
      </select>
    </div>
  );
}

/** What the scripts and the stylesheet go by; on the page's own elements, and on the form for what is kept. */
const dataOf = ({ volume, soundFrom, theme, density, keys, notify }: Preferences) => ({
  "data-volume": String(volume),
  "data-sound-from": soundFrom,
  "data-theme": theme,
  "data-density": density,
  "data-keys": keys ? "on" : "off",
  "data-notify": notify ? "on" : "off",
});

/** Of <body>; the theme stands on the root. */
export function bodyData(preferences: Preferences) {
  const { "data-theme": _onTheRoot, ...data } = dataOf(preferences);
  return data;
}

/** The form as part of an answer to htmx. */
export const settingsPartial = (props: SettingsProps): string =>
  `<hx-partial hx-target="#settings-form" hx-swap="outerMorph">${String(<SettingsForm {...props} />)}</hx-partial>`;
