import type { Audience } from "../views/regions.tsx";
import { en } from "../views/words/en.ts";
import type { Words } from "../views/words/words.ts";

/** The languages boards are drawn in. */
export const words = { en } as const satisfies Record<string, Words>;
export type Language = keyof typeof words;

/** How soon changes are drawn. `saver` is for slow and metered lines; alerts are never kept back in either. */
export const paces = ["live", "saver"] as const;
export type Pace = (typeof paces)[number];
export const isPace = (text: string): text is Pace => (paces as readonly string[]).includes(text);

/** What decides how a board looks and when: all who agree in it share one channel. */
export interface ChannelView {
  readonly hospitalId: string;
  /** Null: the whole hospital. */
  readonly wardId: string | null;
  readonly language: Language;
  readonly audience: Audience;
  readonly pace: Pace;
}

export const channelKey = ({ hospitalId, wardId, language, audience, pace }: ChannelView) =>
  [hospitalId, wardId ?? "", language, audience, pace].join("/");
