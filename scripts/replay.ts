import { readFile, stat } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { CannotStart } from "../src/db/cannot-start.ts";
import { claimBeds, releaseBeds } from "../src/demo/handover.ts";
import { type PostTarget, postVitals, readingsPerPostMax } from "../src/demo/post-vitals.ts";
import { demoHospitals, replayDevice } from "../src/demo/roster.ts";
import type { RawReading } from "../src/domain/readings.ts";
import { demoTarget } from "./demo-target.ts";
import { endSignal } from "./end-signal.ts";
import { createProgress, type Progress } from "./progress.ts";
import { type Recorded, type Recording, readRecording } from "./recordings.ts";

/**
 * Sends a recording to a running server through the same ingest as a device, in its own rhythm but faster. A value that was
 * recorded so many seconds after the first is sent as measured so many seconds, divided by the speed, after the start: what
 * the board calls live is what the recording has at that moment.
 */
const usage =
  "npm run replay -- FILE --patient NUMBER [--speed S] [--hospital st-brigid] [--url http://127.0.0.1:3000] [--token T --device NAME]";

/** At this speed two minutes of a recording lie 33 ms apart: faster, and readings would fall on the same moment. */
const speedMax = 3_600;
const fileBytesMax = 20_000_000;
/** As long as a server takes to be started again. */
const unansweredMillisMax = 60_000;
const claimMillis = 3_000;
/** The first batch that is refused for one of these is no fault of a reading: the rest would be refused as well. */
const hopeless: Readonly<Record<string, string>> = {
  unknown_patient: "The hospital has no patient with this number: see the cards of its board.",
  not_admitted: "This patient is not in the hospital.",
  device_not_allowed: "The token does not speak for this device: name one of its devices with --device.",
};

main().catch((error: unknown) => {
  if (!(error instanceof CannotStart)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { file, patient, speed: wanted, device, hospital, ...server } = readArguments();
  const recording = await openRecording(file);
  const speed = wanted ?? recording.usualSpeed;
  const { url, token, dataDir } = demoTarget({ hospital, ...server });
  const stopClaiming = dataDir === null ? () => undefined : keepBedFree(dataDir, hospital, patient);
  const end = endSignal();

  const { readings, format, leftOut } = recording;
  const minutes = ((readings.at(-1)?.seconds ?? 0) / speed / 60).toFixed(1);
  console.log(
    `${format}: ${readings.length} readings to patient ${patient} at ${speed} times their speed, ${minutes} min`,
  );
  for (const [why, count] of leftOut) console.log(`  left out ${count}: ${why}`);
  const progress = createProgress(readings.length);
  try {
    await send({ url, token }, recording, { patient, device, speed }, progress, end.signal);
  } finally {
    progress.end();
    stopClaiming();
  }
}

interface Sending {
  readonly patient: string;
  readonly device: string;
  readonly speed: number;
}

async function send(
  target: PostTarget,
  { readings }: Recording,
  { patient, device, speed }: Sending,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = Date.now();
  const dueAt = ({ seconds }: Recorded) => Math.round(startedAt + (seconds * 1000) / speed);
  let next = 0;
  while (next < readings.length && !signal.aborted) {
    const first = readings[next];
    if (first && dueAt(first) > Date.now()) {
      await pause(Math.min(dueAt(first) - Date.now(), 1_000), undefined, { signal }).catch(() => undefined);
      continue;
    }
    const due = readings.slice(next, next + readingsPerPostMax).filter((reading) => dueAt(reading) <= Date.now());
    const batch = due.map((reading): RawReading => {
      const { sign, value } = reading;
      return { patient, sign, value, at: new Date(dueAt(reading)).toISOString(), device };
    });
    await sendBatch(target, batch, progress, signal);
    next += batch.length;
  }
}

/** Sends until it is answered: a repeat has no effect. Throws `CannotStart` where going on makes no sense. */
async function sendBatch(
  target: PostTarget,
  batch: readonly RawReading[],
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const giveUpAt = Date.now() + unansweredMillisMax;
  while (!signal.aborted) {
    const posted = await postVitals(target, batch, signal);
    if (posted.kind === "taken") {
      const reason = posted.refused.find((one) => Object.hasOwn(hopeless, one.reason))?.reason;
      if (reason !== undefined) throw new CannotStart(hopeless[reason] ?? reason);
      progress.count(batch.length, posted);
      return;
    }
    if (posted.kind === "no")
      throw new CannotStart(
        posted.status === 401
          ? "The server does not know this token: it may have been started again since. Start once more, or name another."
          : `The server refused the readings with ${posted.status}: ${posted.why}`,
      );
    if (Date.now() > giveUpAt)
      throw new CannotStart(`${target.url} takes no readings (${posted.why}). Is the server running?`);
    progress.say(`waiting: ${posted.why}`);
    await pause(posted.afterMillis, undefined, { signal }).catch(() => undefined);
  }
}

async function openRecording(file: string): Promise<Recording> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw new CannotStart(`There is no file ${file}.`);
  if (found.size > fileBytesMax) throw new CannotStart(`${file} is larger than any recording (${fileBytesMax} bytes).`);
  const read = readRecording(await readFile(file, "utf8"));
  if (!read.ok) throw new CannotStart(`${file}: ${read.why}`);
  return read.recording;
}

/** The demo's own monitor at the patient's bed falls silent while the recording speaks. */
function keepBedFree(dataDir: string, hospital: string, number: string): () => void {
  const patients = demoHospitals.find(({ hospitalId }) => hospitalId === hospital)?.patients ?? [];
  const bedIds = patients.filter((one) => one.number === number).map(({ bedId }) => bedId);
  const claim = () => claimBeds(dataDir, { hospitalId: hospital, bedIds }, new Date());
  claim();
  const claiming = setInterval(claim, claimMillis);
  return () => {
    clearInterval(claiming);
    releaseBeds(dataDir);
  };
}

function readArguments() {
  const options = {
    patient: { type: "string" },
    speed: { type: "string" },
    hospital: { type: "string", default: "st-brigid" },
    url: { type: "string" },
    token: { type: "string" },
    device: { type: "string" },
  } as const;
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const { patient, speed, device, ...rest } = values;
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0 || !patient) throw new CannotStart(`Name a file and a patient: ${usage}`);
    if (speed !== undefined && !(Number(speed) > 0 && Number(speed) <= speedMax))
      throw new CannotStart(`--speed is a number up to ${speedMax}: ${usage}`);
    if (rest.token !== undefined && device === undefined)
      throw new CannotStart(`Name the device that the token speaks for with --device: ${usage}`);
    return {
      ...rest,
      ...{ file, patient, device: device ?? replayDevice },
      speed: speed === undefined ? null : Number(speed),
    };
  } catch (error) {
    throw error instanceof TypeError ? new CannotStart(`${error.message}. Use: ${usage}`) : error;
  }
}
