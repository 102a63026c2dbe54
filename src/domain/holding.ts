/** Why nobody can tell whose a reading is, so that a person has to. */
export const heldReasons = ["on_no_bed", "another_patient", "another_bed", "patient_changed", "clock"] as const;
export type HeldReason = (typeof heldReasons)[number];
