import type { PatientLabel } from "../domain/board.ts";
import type { Audience } from "./draw-context.ts";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The family name for staff, with the hospital's number of the patient at a touch; on a wall only initials, whatever is asked for. Isolated: names come in every script. */
export function PatientName({ patient, audience }: { patient: PatientLabel; audience: Audience }) {
  if (audience === "display") return <bdi class="name">{initials(patient)}</bdi>;
  return (
    <bdi class="name" title={`${patient.givenName} ${patient.familyName} · ${patient.number}`}>
      {patient.familyName}
    </bdi>
  );
}

/** Given name first, as it is spoken. A name that is not known leaves nothing behind. */
export function initials({ givenName, familyName }: PatientLabel): string {
  return [givenName, familyName]
    .map(firstGrapheme)
    .filter((letter) => letter !== "")
    .map((letter) => `${letter}.`)
    .join(" ");
}

export function firstGrapheme(name: string): string {
  for (const { segment } of graphemes.segment(name.trim())) return segment.toLocaleUpperCase("en");
  return "";
}
