import type { Measurement } from "../domain/measurements.ts";
import { may, type Person } from "../domain/staff.ts";
import { Moment } from "./moments.tsx";
import { ReadingsTable } from "./readings-table.tsx";
import type { StayDetails } from "./stay-page.tsx";
import type { Words } from "./words/words.ts";

interface StayObservationsProps {
  readonly details: StayDetails;
  readonly measurements: readonly Measurement[];
  readonly person: Person;
  readonly words: Words;
}

/** When the next set is due, the way to enter it, and what was measured last. */
export function StayObservations({ details, measurements, person, words }: StayObservationsProps) {
  const { hospital, bed } = details;
  const { stayId, round } = bed.stay;
  const t = words.readings;
  const ticks = round.stage === "waiting" ? "in" : "since";
  return (
    <section id="observations">
      <h2>{t.heading}</h2>
      <div class={`next-set ${round.stage}`}>
        {t.nextDue} {words.rounds.stages[round.stage]}{" "}
        <Moment at={round.dueAt} ticks={ticks} dated zone={hospital.timeZone} words={words} />{" "}
        {may(person.role, "record_observations") && (
          <a class="button go" href={`/stays/${stayId}/observations/new`}>
            {words.rounds.form.link}
          </a>
        )}
      </div>
      <ReadingsTable {...{ stayId, measurements, person, words }} zone={hospital.timeZone} />
      <p>
        <a href={`/stays/${stayId}/observations`}>{t.all}</a>
      </p>
    </section>
  );
}
