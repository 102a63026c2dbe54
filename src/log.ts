import { createRequire } from "node:module";
import pino from "pino";

export type Log = pino.Logger;

/**
 * JSON on stderr, one line an entry; stdout is for people. Pretty only on a terminal, and only where pino-pretty is
 * installed (it is for development). Identifiers go in, never names or measured values.
 */
export function createLog(level: pino.LevelWithSilent): Log {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: withoutValues },
  };
  return pino(options, prettyOnTerminal() ?? pino.destination({ fd: 2, sync: true }));
}

/** A database's message, detail and parameters may quote what a patient is: its code and where we stood are left. */
function withoutValues(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const frames = error.stack?.split("\n").filter((line) => /^\s+at /.test(line));
  const isDatabases = "severity" in error || "detail" in error;
  return {
    type: error.name,
    ...("code" in error ? { code: error.code } : {}),
    ...(isDatabases ? {} : { message: error.message }),
    stack: frames?.join("\n"),
  };
}

function prettyOnTerminal(): pino.DestinationStream | null {
  if (!process.stderr.isTTY) return null;
  try {
    const pretty: (options: object) => pino.DestinationStream = createRequire(import.meta.url)("pino-pretty");
    return pretty({ destination: 2, sync: true, translateTime: "SYS:HH:MM:ss" });
  } catch {
    return null;
  }
}
