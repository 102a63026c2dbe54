import { clockTimeWithSeconds } from "./moments.tsx";
import type { Words } from "./words/words.ts";

/** Of a page that asks every few seconds whether it has changed (static/chart/keep-asking.js). */
interface AsOfProps {
  /** As of when the page is, as it came. */
  readonly now: Date;
  readonly zone: string;
  /** To look again, where nothing asks. */
  readonly here: string;
  readonly words: Words;
}

/** As of when it is; where scripts run, whether it is kept so, in the words that the element carries. */
export function AsOf({ now, zone, here, words }: AsOfProps) {
  const { connection, alertPage } = words;
  return (
    <p class="as-of">
      <span
        id="connection"
        class="connection"
        data-poll={connection.poll}
        data-stale={connection.stale}
        data-connecting={connection.connecting}
      >
        <span>
          {alertPage.asOf(<time datetime={now.toISOString()}>{clockTimeWithSeconds(now, zone, words)}</time>)}
        </span>
      </span>{" "}
      <a href={here}>{alertPage.reload}</a>
    </p>
  );
}
