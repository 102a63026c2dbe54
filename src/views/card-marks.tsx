import type { StayPicture } from "../domain/board.ts";
import { causeName } from "./alert-words.ts";
import type { DrawContext } from "./draw-context.ts";
import { Moment } from "./moments.tsx";

/**
 * What is not as usual for this patient and would be forgotten: pauses with their end, limits of their own. Never in a menu:
 * nobody looks there unasked. Empty, but there, for a patient like any other.
 */
export function CardMarks({ stay, ctx }: { stay: StayPicture; ctx: DrawContext }) {
  const { words, hospital } = ctx;
  const at = { zone: hospital.timeZone, words };
  const { marks } = words.card;
  return (
    <p class="marks">
      {stay.silences.map(({ cause, until }) => (
        <span
          class="mark silent"
          title={cause === null ? marks.bedSilentLong : marks.ruleSilentLong(causeName(cause, words))}
        >
          {marks.silent(cause === null ? null : causeName(cause, words), <Moment at={until} {...at} />)}
          <span class="left">{marks.left(<Moment at={until} ticks="until" {...at} />)}</span>
        </span>
      ))}
      {stay.ownLimits.length > 0 && (
        <span class="mark limits">{marks.limits(stay.ownLimits.map((sign) => words.signs[sign].short))}</span>
      )}
    </p>
  );
}
