import type { html } from "hono/html";
import type { Hospital, Ward } from "../domain/board.ts";
import type { Words } from "./words/words.ts";

/** `display`: a screen on the wall, which everybody who passes can read. It shows initials and has no buttons. */
export type Audience = "staff" | "display";

export interface DrawContext {
  readonly hospital: Hospital;
  readonly wards: readonly Ward[];
  /** The ward looked at, or null for the whole hospital. */
  readonly wardId: string | null;
  readonly audience: Audience;
  readonly words: Words;
  readonly now: Date;
}

/** What a view gives back: it becomes HTML when it is written out as a string. */
export type Drawable = ReturnType<typeof html>;
