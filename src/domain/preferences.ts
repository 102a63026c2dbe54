import { type Priority, priorities } from "./alerts.ts";

export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** `auto`: by how many beds share the screen. */
export const densities = ["auto", "roomy", "compact"] as const;
export type Density = (typeof densities)[number];

/** The loudest; the softest is 1, for what cannot be heard is off, and that is said in the header. */
export const volumeMax = 10;

/** How a person wants their board. Kept on the server: a ward's PC belongs to everybody. */
export interface Preferences {
  /** 1 to `volumeMax`. */
  readonly volume: number;
  /** What is less urgent than this makes no sound on this person's board. */
  readonly soundFrom: Priority;
  readonly theme: Theme;
  readonly density: Density;
  /** Whether single letters act on the list of alerts (WCAG 2.1.4). */
  readonly keys: boolean;
  /** Whether the browser notifies of what waits for them, where it may: each browser is asked by itself. */
  readonly notify: boolean;
}

export const usualPreferences: Preferences = {
  volume: 7,
  soundFrom: "low",
  theme: "auto",
  density: "auto",
  keys: true,
  notify: false,
};

/** As they are stored, which may be by an older build or not at all: what is not understood is as usual. */
export function preferencesOf(stored: Readonly<Record<string, unknown>>): Preferences {
  const { volume, soundFrom, theme, density, keys, notify } = stored;
  const usual = usualPreferences;
  return {
    volume: isVolume(volume) ? volume : usual.volume,
    soundFrom: oneOf(priorities, soundFrom) ?? usual.soundFrom,
    theme: oneOf(themes, theme) ?? usual.theme,
    density: oneOf(densities, density) ?? usual.density,
    keys: typeof keys === "boolean" ? keys : usual.keys,
    notify: typeof notify === "boolean" ? notify : usual.notify,
  };
}

const isVolume = (volume: unknown): volume is number =>
  typeof volume === "number" && Number.isInteger(volume) && volume >= 1 && volume <= volumeMax;

const oneOf = <T extends string>(list: readonly T[], value: unknown) => list.find((one) => one === value);
