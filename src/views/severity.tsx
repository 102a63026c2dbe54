import type { Priority } from "../domain/alerts.ts";
import type { Words } from "./words/words.ts";

/** A shape and stars for each priority beside its word and its colour: it is told apart on a grey screen too. */
export const shapes: Record<Priority, string> = { high: "◆", medium: "▲", low: "●" };
export const stars: Record<Priority, string> = { high: "***", medium: "**", low: "*" };

/** `◆ *** High`: shape and stars are for the eye, the word is for everybody. */
export function PriorityMark({ priority, words }: { priority: Priority; words: Words }) {
  return (
    <>
      <span aria-hidden="true">
        {shapes[priority]} <span class="stars">{stars[priority]}</span>
      </span>{" "}
      {words.priorities[priority]}
    </>
  );
}
