import { z } from "zod";
import { clockRules } from "../domain/device-clock.ts";
import { type DeviceSettings, deviceIdForm, deviceSecondsMax, deviceSecondsMin } from "../domain/device-settings.ts";
import { en } from "../views/words/en.ts";

const { faults } = en.devices;
const interval = faults.interval(deviceSecondsMin, deviceSecondsMax);

const settings = {
  bed: z
    .string(faults.bed)
    .max(16, faults.bed)
    .transform((bed) => bed || null)
    .optional()
    .default(null),
  interval: z
    .string(interval)
    .trim()
    .regex(/^\d{1,5}$/, interval)
    .transform(Number)
    .refine((seconds) => seconds >= deviceSecondsMin && seconds <= deviceSecondsMax, interval),
  clock: z.enum(clockRules, faults.clock),
};

interface Fields {
  readonly bed: string | null;
  readonly interval: number;
  readonly clock: DeviceSettings["clockRule"];
}
const settingsOf = ({ bed, interval, clock }: Fields): DeviceSettings => ({
  ...{ bedId: bed, intervalSeconds: interval, clockRule: clock },
});

export const addDeviceForm = z
  .strictObject({ device: z.string(faults.name).trim().regex(deviceIdForm, faults.name), ...settings })
  .transform(({ device, ...fields }) => ({ deviceId: device, settings: settingsOf(fields) }));

const seenCharactersMax = 80;
export const changeDeviceForm = z
  .strictObject({ ...settings, seen: z.string().max(seenCharactersMax) })
  .transform(({ seen, ...fields }) => ({ seen, settings: settingsOf(fields) }));
