import type { Duty } from "../domain/duties.ts";
import { DutyText } from "./duty-text.tsx";
import type { Words } from "./words/words.ts";

/**
 * Whether whoever is signed in is on duty, and the way to change that. Their shift may end while they look at the board:
 * static/board/duty.js then shows the other sentence, and without scripts the page loads itself again.
 */
export function MyDuty({ duty, zone, words }: { duty: Duty | null; zone: string; words: Words }) {
  if (duty === null)
    return (
      <a id="my-duty" class="my-duty off" href="/duty">
        {words.duty.off}
      </a>
    );
  return (
    <a id="my-duty" class="my-duty" href="/duty" data-until-millis={duty.until.getTime()} data-ward={duty.wardId ?? ""}>
      <span class="duty-on">
        <span class="long">
          <DutyText duty={duty} timeZone={zone} words={words} />
        </span>
        <span class="short">
          <DutyText duty={duty} timeZone={zone} words={words} short />
        </span>
      </span>
      <span class="duty-over" hidden>
        {words.duty.over}
      </span>
    </a>
  );
}
