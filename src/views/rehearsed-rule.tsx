import type { Rehearsed } from "../domain/what-if.ts";
import { durationText } from "./history-row.tsx";
import { Moment } from "./moments.tsx";
import type { Words } from "./words/words.ts";

/** What a rule in a form would have meant on the ward's past week: nothing of it is saved. */
export function RehearsedRule({ found, zone, words }: { found: Rehearsed; zone: string; words: Words }) {
  const t = words.hospital.rules.whatIf;
  return (
    <section id="what-if" class="card" aria-labelledby="what-if-heading">
      <h2 id="what-if-heading">{t.heading}</h2>
      <p>{t.of(found.patients)}</p>
      <ul>
        <li>{t.made(found.made)}</li>
        <li>{t.standing(found.standing)}</li>
        <li>
          <b>{t.proposed(found.proposed)}</b>
        </li>
      </ul>
      <p class="lead">{t.why}</p>
      {found.ownLimits > 0 && <p>{t.ownLimits(found.ownLimits)}</p>}
      <p>{t.missed(found.missed.length, found.actedOn)}</p>
      {found.missed.length > 0 && (
        <ul>
          {found.missed.map(({ alertId, bedId, at, laterSeconds }) => (
            <li>
              <a href={`/alerts/${alertId}`}>
                <b class="bed-id">{bedId}</b> <Moment at={at} zone={zone} words={words} dated />
              </a>
              {": "}
              {laterSeconds === null ? t.never : t.later(durationText(laterSeconds, words))}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
