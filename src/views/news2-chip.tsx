import type { StayPicture } from "../domain/board.ts";
import type { Band } from "../domain/news2.ts";
import type { Words } from "./words/words.ts";

/** Bands of the RCP chart by shape beside colour. Low is plain: what is well is not marked. */
export const bandShapes: Record<Band, string> = { high: "◆", medium: "▲", "low-medium": "△", low: "" };

/**
 * NEWS2 of a stay: the score with its band, or how much of it is known and its lower bound, or why there is none.
 * An incomplete set never shows a low band (its `band` is null then).
 */
export function News2Chip({ stay, words }: { stay: StayPicture; words: Words }) {
  const { news2, news2Exclusion } = stay;
  if (news2Exclusion !== null) {
    return (
      <span class="news2 excluded" title={words.news2.excludedLong[news2Exclusion]}>
        <span class="sr">{words.news2.excludedLong[news2Exclusion]}</span>
        <span aria-hidden="true">{words.news2.excluded[news2Exclusion]}</span>
      </span>
    );
  }
  if (news2 === null) return null;
  const { band, total, known, complete } = news2;
  const bandWord = band === null ? "" : words.news2.bands[band];
  const long = complete ? words.news2.complete(total, bandWord) : words.news2.incomplete(known, total);
  return (
    <span class={`news2 ${band === null ? "unknown" : `band-${band}`}${complete ? "" : " part"}`} title={long}>
      <span class="sr">{long}</span>
      <span aria-hidden="true">
        {band !== null && bandShapes[band] !== "" && <i>{bandShapes[band]}</i>}
        <span class="wide">{words.news2.name} </span>
        {complete ? (
          <b>{total}</b>
        ) : (
          <>
            <b>{words.news2.atLeast(total)}</b> <small>{words.news2.parts(known)}</small>
          </>
        )}
      </span>
    </span>
  );
}
