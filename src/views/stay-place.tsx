import { may } from "../domain/staff.ts";
import type { StayPartProps } from "./stay-part.tsx";

/** Ways to what changes where a patient lies, or whose record it is. */
export function StayPlace({ details, person, words }: Omit<StayPartProps, "refused">) {
  const { patients } = words;
  const here = `/stays/${details.bed.stay.stayId}`;
  const mayMove = may(person.role, "admit_and_move");
  if (!mayMove && !may(person.role, "merge_patients")) return null;
  return (
    <section id="place">
      <h2>{patients.placeHeading}</h2>
      <p class="buttons">
        {may(person.role, "raise_alert") && (
          <a class="button" href={`/alerts/new?bed=${details.bed.bedId}&stay=${details.bed.stay.stayId}`}>
            {words.header.raise}
          </a>
        )}
        {mayMove && (
          <>
            <a class="button" href={`${here}/bed`}>
              {patients.move.link}
            </a>
            <a class="button" href={`${here}/discharge`}>
              {patients.discharge.link}
            </a>
          </>
        )}
        {may(person.role, "merge_patients") && (
          <a class="button" href={`${here}/merge`}>
            {patients.merge.link}
          </a>
        )}
      </p>
    </section>
  );
}
