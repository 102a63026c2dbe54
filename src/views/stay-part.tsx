import type { Fault } from "../domain/refusals.ts";
import type { Person } from "../domain/staff.ts";
import type { StayDetails } from "./stay-page.tsx";
import type { Words } from "./words/words.ts";

/** A part of a patient's page, with what was wrong with the form that was sent from it. */
export interface StayPartProps {
  readonly details: StayDetails;
  readonly person: Person;
  readonly words: Words;
  readonly refused: { readonly values: Record<string, string>; readonly faults: readonly Fault[] } | undefined;
}

/**
 * Where a form of a patient's page is posted to. With the bed that the page saw: where the patient lies elsewhere by then,
 * nothing is done.
 */
export const stayAct = ({ bedId, stay }: StayPartProps["details"]["bed"], act: string) =>
  `/stays/${stay.stayId}/${act}?bed=${bedId}`;

export function Faults({ faults }: { faults: readonly Fault[] }) {
  if (faults.length === 0) return null;
  return (
    <ul class="faults" role="alert">
      {faults.map(({ text }) => (
        <li>{text}</li>
      ))}
    </ul>
  );
}
