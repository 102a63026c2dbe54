import type { ClockRule } from "./device-clock.ts";

/** What an admin says of a device. Its name is what it says of itself, and never changes. */
export interface DeviceSettings {
  /** Null: carried about, or in store. */
  readonly bedId: string | null;
  /** Something is expected from it this often. */
  readonly intervalSeconds: number;
  readonly clockRule: ClockRule;
}

/** As in the schema. */
export const deviceIdForm = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

/** A stream jitters: what is expected oftener than that would be lost between two words. */
export const deviceSecondsMin = 5;
/** What speaks less than once a day is nobody's watch. */
export const deviceSecondsMax = 86_400;
/** As in the schema. */
export const deviceSecondsUsual = 60;

/** Some ten a bed in a large hospital; the page that lists them is one page. */
export const devicesMax = 2_000;

/** All that a form shows of a device: whether somebody has changed it since is a comparison. */
export const seenOfDevice = ({ bedId, intervalSeconds, clockRule }: DeviceSettings): string =>
  JSON.stringify([bedId, intervalSeconds, clockRule]);

/** A device as its hospital's pages show it. */
export interface ListedDevice extends DeviceSettings {
  readonly deviceId: string;
  readonly wardId: string | null;
  readonly wardName: string | null;
  /** Names of the tokens that speak for it and are not revoked. */
  readonly tokens: readonly string[];
  readonly lastHeardAt: Date | null;
  readonly isLost: boolean;
  /** How far its clock runs ahead of ours; null: not known. */
  readonly skewSeconds: number | null;
  /** Readings that wait for a person. */
  readonly held: number;
}

/** Something that happened to the alerts which said that a device is silent. */
export interface DeviceStep {
  readonly alertId: string;
  readonly at: Date;
  readonly event: "raised" | "returned" | "latched" | "eased" | "resolved";
  readonly reason: string;
}
