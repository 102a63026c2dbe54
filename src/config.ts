import { join, resolve } from "node:path";
import { z } from "zod";
import { CannotStart } from "./db/cannot-start.ts";
import {
  hourDaysMax,
  minuteDaysMax,
  observationDaysMax,
  observationDaysMin,
  type Retention,
  usualRetention,
} from "./domain/retention.ts";

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

export interface Config {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Null: the embedded Postgres in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly logLevel: (typeof logLevels)[number];
  /** `auto`: a demo where there is no DATABASE_URL and the database is empty, or is a demo's already. */
  readonly demo: boolean | "auto";
  /** After this without an action, a person's board becomes read-only. */
  readonly sessionIdleMinutes: number;
  /** After this a person signs in again, active or not. */
  readonly sessionHoursMax: number;
  /** Off where something on the way cannot pass a compressed stream on piece by piece. */
  readonly compressStreams: boolean;
  readonly retention: Retention;
}

/** In the checkout. Where it cannot be used and nobody named another, the embedded Postgres finds one itself. */
export const usualDataDir = "data";

/** Once `auto` is decided. */
export interface SettledConfig extends Config {
  readonly demo: boolean;
}

const settings = z.object({
  HOST: z.string().default("127.0.0.1"),
  PORT: wholeNumber(0, 65_535).default(3000),
  DATABASE_URL: z
    .string()
    .refine(isPostgresUrl, "must look like postgres://user:password@host:5432/database")
    .optional(),
  DATA_DIR: z.string().default(usualDataDir),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(", ")}`).default("info"),
  DEMO: z.enum(["0", "1"], "must be 1 or 0, or left out").optional(),
  SESSION_IDLE_MINUTES: wholeNumber(1, 720).default(15),
  SESSION_HOURS_MAX: wholeNumber(1, 72).default(12),
  COMPRESS_STREAMS: z.enum(["0", "1"], "must be 1 or 0, or left out").default("1"),
  OBSERVATION_DAYS: wholeNumber(observationDaysMin, observationDaysMax).default(usualRetention.observationDays),
  ROLLUP_MINUTE_DAYS: wholeNumber(observationDaysMin, minuteDaysMax).default(usualRetention.minuteDays),
  ROLLUP_HOUR_DAYS: wholeNumber(observationDaysMin, hourDaysMax).default(usualRetention.hourDays),
});

/** What is coarser is what is left when the finer is gone. */
const settingsTogether = settings
  .refine((given) => given.ROLLUP_MINUTE_DAYS >= given.OBSERVATION_DAYS, {
    ...{ path: ["ROLLUP_MINUTE_DAYS"], message: "must not be below OBSERVATION_DAYS" },
  })
  .refine((given) => given.ROLLUP_HOUR_DAYS >= given.ROLLUP_MINUTE_DAYS, {
    ...{ path: ["ROLLUP_HOUR_DAYS"], message: "must not be below ROLLUP_MINUTE_DAYS" },
  });

export const settingNames = Object.keys(settings.shape);

/** From the environment and, for what that leaves out, from the file `.env` of the checkout `root`. */
export function readSettings(root: string): Config {
  try {
    process.loadEnvFile(join(root, ".env"));
  } catch {
    // There is none, which is the usual case.
  }
  return readConfig(process.env, root);
}

/**
 * Reads the settings once, at the start. An empty value counts as left out. A relative DATA_DIR counts from `root`, so
 * that starting from another folder finds the same data. Throws `CannotStart` that names each bad setting.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, root: string): Config {
  const given = Object.fromEntries(settingNames.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const read = settingsTogether.safeParse(given);
  if (!read.success) {
    const faults = read.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
    throw new CannotStart(`Wardlight cannot start: ${faults.join("; ")}. Correct the setting and start again.`);
  }
  const value = read.data;
  return {
    host: value.HOST,
    port: value.PORT,
    databaseUrl: value.DATABASE_URL ?? null,
    dataDir: resolve(root, value.DATA_DIR),
    logLevel: value.LOG_LEVEL,
    demo: value.DEMO === undefined ? "auto" : value.DEMO === "1",
    sessionIdleMinutes: value.SESSION_IDLE_MINUTES,
    sessionHoursMax: value.SESSION_HOURS_MAX,
    compressStreams: value.COMPRESS_STREAMS === "1",
    retention: {
      observationDays: value.OBSERVATION_DAYS,
      minuteDays: value.ROLLUP_MINUTE_DAYS,
      hourDays: value.ROLLUP_HOUR_DAYS,
    },
  };
}

function wholeNumber(min: number, max: number) {
  const sentence = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,6}$/, sentence)
    .transform(Number)
    .refine((value) => value >= min && value <= max, sentence);
}

function isPostgresUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.hostname !== "";
}
