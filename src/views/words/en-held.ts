import type { Child } from "hono/jsx";
import type { HeldReason } from "../../domain/holding.ts";

/** The words about readings of which nobody can tell whose they are. */
export const held = {
  mark: "another patient’s data?",
  markLong: "Readings wait that may be another patient’s. They are on no chart until a person says whose they are.",
  title: "Held readings",
  lead: "Nobody can tell whose these readings are. They are kept, they are on no chart and raise no alert, until a person says whose they are. After 8 days they can be charted no more.",
  none: "No reading waits.",
  readOnly: "Nurses and doctors say whose they are.",
  reasons: {
    on_no_bed: (bed: string | null) =>
      bed === null
        ? "It stands at no bed, and who it names is not here"
        : `It stands at no bed, and nobody lies in ${bed}`,
    another_patient: (bed: string | null) => `It stands at ${bed ?? ""}, and names somebody who does not lie there`,
    another_bed: (bed: string | null) =>
      bed === null
        ? "It was measured before the device came here"
        : `It stands at ${bed}, and says it measured elsewhere`,
    patient_changed: (bed: string | null) => `Measured within 2 min of a change of patients in ${bed ?? ""}`,
    clock: (bed: string | null) => `The clock of the device is off${bed === null ? "" : `; it is at ${bed}`}`,
  } satisfies Record<HeldReason, (bed: string | null) => string>,
  named: {
    bed: (bed: string) => `It names bed ${bed}`,
    patient: (number: Child): Child[] => ["It names the patient ", number],
  },
  spanned: (first: Child, last: Child | null): Child[] => [
    "measured ",
    first,
    ...(last === null ? [] : [" to ", last]),
  ],
  whose: "Whose are they?",
  of: (bed: string | null) => (bed === null ? "in no bed then" : `lay in ${bed} then`),
  nobody: "Nobody’s: never chart them",
  submit: "Settle",
  noCandidate: "Nobody lay in a bed that is meant, and nobody who was here is named.",
  faults: { whose: "Choose whose they are." },
};
