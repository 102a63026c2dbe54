import type { ReadingReason } from "../domain/readings.ts";

/** What makers of devices and gateways read beside the reason. Part of the API, not of the screens: always English. */
export const readingTexts: { readonly [R in ReadingReason]: string } = {
  unknown_sign: "There is no vital sign of this name.",
  not_a_number: "The value is not a number.",
  not_a_level: "The value is not one of A, C, V, P and U.",
  implausible: "No living patient and working sensor give this value. The sign now shows no reading.",
  bed_or_patient: "Name either the bed or the patient: exactly one of both.",
  unknown_bed: "There is no bed of this name.",
  unknown_patient: "There is no patient with this number.",
  nobody_in_bed: "Nobody held this bed at that time.",
  not_admitted: "This patient was not in the hospital at that time.",
  device_not_allowed: "The token may not speak for this device.",
  invalid_time: "The time is not ISO 8601 with a zone, such as 2026-11-23T10:15:00Z.",
  in_the_future: "The time lies more than 60 s ahead of the server's clock.",
  too_old: "The time lies before the days that readings are taken for.",
  differs: "This device has sent another value, or another patient, for the same sign and time. The first one stands.",
};
