import type { Priority } from "./alerts.ts";

/**
 * The closed list of reasons for which something is not done. An action returns one as a value; `routes/refusal` alone
 * turns it into a status and words. What is thrown is a bug.
 */
export type Refusal =
  | { readonly kind: "not_signed_in" }
  | { readonly kind: "wrong_credentials" }
  | {
      readonly kind: "choose_hospital";
      readonly hospitals: readonly { readonly hospitalId: string; readonly name: string }[];
    }
  | { readonly kind: "too_many_attempts"; readonly retryAfterSeconds: number }
  | { readonly kind: "not_allowed"; readonly action: string }
  /** Sent by a page that is not ours, or by a browser that does not say which page sent it. */
  | { readonly kind: "foreign_request" }
  /** Also for what belongs to another hospital: not yours and not there are the same answer. */
  | { readonly kind: "not_found" }
  | { readonly kind: "already_acknowledged"; readonly by: string; readonly at: Date }
  | { readonly kind: "already_resolved"; readonly by: string | null; readonly at: Date }
  | { readonly kind: "not_acknowledged" }
  | { readonly kind: "cause_persists" }
  /** Not together with others. */
  | { readonly kind: "high_alone" }
  /** Nobody is called for what is over. */
  | { readonly kind: "cause_ended" }
  | { readonly kind: "too_late_to_undo"; readonly seconds: number }
  /** What was closed has been raised again since, as another alert. */
  | { readonly kind: "raised_anew" }
  /** Not in the hospital's list of what can be called for. */
  | { readonly kind: "unknown_kind" }
  /** Something else of the list is called so already. */
  | { readonly kind: "name_taken" }
  | { readonly kind: "list_full"; readonly max: number }
  /** Somebody must be able to call for something. */
  | { readonly kind: "last_of_list" }
  | { readonly kind: "unknown_bed" }
  | { readonly kind: "silence_too_long"; readonly priority: Priority; readonly minutesMax: number }
  /** Beyond what this role may set for a patient. */
  | { readonly kind: "beyond_ward_limits" }
  /** Nobody who works here, oneself, or somebody who may not do it. */
  | { readonly kind: "not_a_colleague" }
  /** What was edited is not any more what was looked at. Who did it and when, where that is kept. */
  | { readonly kind: "edited_meanwhile"; readonly by: string | null; readonly at: Date | null }
  /** It is so already. */
  | { readonly kind: "nothing_changed" }
  /** The page was about somebody who is not there any more, or lies in another bed by now. */
  | { readonly kind: "patient_left"; readonly at: Date | null }
  | { readonly kind: "patient_moved"; readonly bedId: string }
  | { readonly kind: "bed_taken"; readonly bedId: string }
  /** Somebody else of the hospital has this number. */
  | { readonly kind: "number_taken" }
  /** Who is to be admitted lies in a bed already. */
  | { readonly kind: "already_here"; readonly bedId: string }
  /** Both records lie in a bed: a person has to say which stay goes on. */
  | { readonly kind: "choose_stay" }
  | { readonly kind: "invalid_input"; readonly faults: readonly Fault[] }
  | { readonly kind: "body_too_large"; readonly bytesMax: number }
  /** An API takes JSON and nothing else. */
  | { readonly kind: "not_json" }
  | { readonly kind: "busy"; readonly retryAfterSeconds: number };

export type RefusalKind = Refusal["kind"];

/** One fault of an input: the field by its path, a reason for machines, a sentence for people. */
export interface Fault {
  readonly field: string;
  readonly reason: string;
  readonly text: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const refuse = (refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } => ({ ok: false, refusal });
