import type { StayDetails } from "./stay-page.tsx";
import type { Words } from "./words/words.ts";

/** Who it is, by two marks beside the name, as on the wristband, and the bed. */
export function StayHeading({ details, words, linked = false }: HeadingProps) {
  const { patient, stayId } = details.bed.stay;
  const name = (
    <bdi>
      {patient.givenName} {patient.familyName}
    </bdi>
  );
  const { patients } = words;
  return (
    <h1>
      {linked ? <a href={`/stays/${stayId}`}>{name}</a> : name}{" "}
      <small>
        {patients.born(patients.day(patient.bornOn))} · {patients.numbers(patient.number, details.otherNumbers)} ·{" "}
        {words.card.ageAndSexLong(patient.ageYears, patient.sex)} · {details.bed.bedId}
      </small>
    </h1>
  );
}

interface HeadingProps {
  readonly details: StayDetails;
  readonly words: Words;
  /** To the patient's page. */
  readonly linked?: boolean;
}
