import { randomUUID } from "node:crypto";
import { Socket } from "node:net";
import pg from "pg";
import { inTime } from "./patience.ts";

/** What rings when somebody published: a connection of its own that listens, and that can tell whether it still does. */
export interface DoorbellLine {
  /** Rings its own bell and waits to hear it. Rejects when that takes too long or nobody listens any more. */
  test(): Promise<void>;
  /** Ends the connection at once, also one that hangs. */
  cut(): void;
}

/** Below the interval of the tests, so that one is over before the next. Half-open connections show only by silence. */
const answerMillisMax = 4_000;
const keepAliveMillis = 5_000;
/** Begins the payload of a test, which no hospital's id can be: ids have no colon. */
const testMark = "test:";

/**
 * Opens a line on the NOTIFY channel `bell`. `onRing` gets each payload but those of tests (ours or another process's);
 * `onLost` is called once, when the connection has ended by itself.
 */
export async function openDoorbellLine(
  databaseUrl: string,
  bell: string,
  onRing: (payload: string) => void,
  onLost: (error: Error) => void,
): Promise<DoorbellLine> {
  // Our own socket, because pg closes politely and waits, and a half-open peer never answers.
  const socket = new Socket();
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: "wardlight doorbell",
    connectionTimeoutMillis: answerMillisMax,
    query_timeout: answerMillisMax,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveMillis,
    stream: () => socket,
  });
  let awaited: { readonly mark: string; readonly heard: () => void } | null = null;
  let open = false;
  const lost = (error: Error) => {
    if (!open) return;
    cut();
    onLost(error);
  };
  client.on("error", lost);
  client.on("end", () => lost(new Error("the listening connection ended")));
  client.on("notification", ({ channel, payload = "" }) => {
    if (channel !== bell) return;
    if (!payload.startsWith(testMark)) onRing(payload);
    else if (payload === awaited?.mark) awaited.heard();
  });

  const cut = () => {
    open = false;
    socket.destroy();
  };
  const test = async () => {
    const mark = testMark + randomUUID();
    const heard = new Promise<void>((resolve) => {
      awaited = { mark, heard: resolve };
    });
    const { rows } = await client.query<{ listening: string[] }>(
      "select pg_notify($1, $2), array(select pg_listening_channels()) as listening",
      [bell, mark],
    );
    // UNLISTEN behind our back, or a pooler that gave this statement to another connection.
    if (!rows[0]?.listening.includes(bell)) throw new Error("the connection no longer listens");
    await inTime(heard, answerMillisMax, "the bell was rung and not heard");
  };
  try {
    await client.connect();
    await client.query(`listen ${client.escapeIdentifier(bell)}`);
    await test();
    open = true;
  } catch (error) {
    cut();
    throw error;
  }
  return { test, cut };
}
