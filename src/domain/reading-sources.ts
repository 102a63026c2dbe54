/** Where a value comes from. `corrected`: whoever sent it, a person has put it right since. */
export type ReadingSource = "device" | "manual" | "demo" | "corrected";

/** A person stands for it: it was no moment's artefact of a sensor. */
export const isByHand = (source: ReadingSource) => source === "manual" || source === "corrected";

const handForm = /^@([1-9]\d{0,17})$/;

/** What stands for the device of a value that a person entered. No device can be called so. */
export const handOf = (staffId: string) => `@${staffId}`;

/** Who entered it; null: a device sent it. */
export const staffOfHand = (deviceId: string): string | null => handForm.exec(deviceId)?.[1] ?? null;
