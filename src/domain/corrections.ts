import { type RawValue, readValue, type Sign } from "./vitals.ts";

/** What a person types over a reading: another value, or nothing, which takes it back. */
export type Corrected =
  | { readonly kind: "value"; readonly value: number }
  | { readonly kind: "taken_back" }
  | { readonly kind: "refused"; readonly reason: "not_a_number" | "not_a_level" | "implausible" };

/** A monitor's code for "no reading" is no value here: who takes a reading back leaves the field empty. */
export function readCorrection(sign: Sign, typed: string): Corrected {
  const text = typed.trim().replace(",", ".");
  if (text === "") return { kind: "taken_back" };
  const read = readValue(sign, text satisfies RawValue);
  if (read.kind === "absent") return { kind: "refused", reason: "not_a_number" };
  return read;
}
