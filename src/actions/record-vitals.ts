import { subjectOfDevice } from "../db/alerts.ts";
import type { Db, Trx } from "../db/connection.ts";
import { findLostDevices, hearDevices, type PlacedDevice } from "../db/devices.ts";
import { observationWindow } from "../db/partitions.ts";
import { type ReportingDevice, readReportingDevices, writeClocks } from "../db/reporting-devices.ts";
import { findPlaces, lockStays, readStayFacts } from "../db/stays.ts";
import { insertObservations, markLate, readCurrentVitals, readObservations, writeCurrentVitals } from "../db/vitals.ts";
import { assess } from "../domain/assessment.ts";
import type { Reading, RecordOutcome } from "../domain/readings.ts";
import type { WardlightEvent } from "../events/catalogue.ts";
import { publish } from "../events/publish.ts";
import { applyDecisions, lockOpenOfStays, openCausesOf } from "./apply-assessment.ts";
import { type FiledStay, fileStay, pictureOf } from "./file-stay.ts";
import { holdReadings } from "./hold-readings.ts";
import { noteScores, scoredStay } from "./note-scores.ts";
import { expectUntilDue, observed, renewRounds, type TakenSet, takenSetOf } from "./renew-rounds.ts";
import { endTechnicalAlert } from "./technical-alert.ts";
import {
  createTally,
  firstOfEachKey,
  type Held,
  type Incoming,
  type RecordRequest,
  readBatch,
  type Settled,
  setClocks,
  settleBatch,
  sortOutRepeats,
  type Taken,
  type Tally,
  takeBatch,
} from "./vitals-batch.ts";

/**
 * Writes what several requests of one hospital sent, in one transaction: readings, current values, what follows for the
 * alerts, one event a stay. Returns after the commit what became of each request, in their order; throws when nothing
 * was written. Costs about a dozen statements whatever the number of readings.
 */
export async function recordVitals(
  db: Db,
  hospitalId: string,
  requests: readonly RecordRequest[],
): Promise<RecordOutcome[]> {
  for (let tries = 0; tries < triesMax; tries++) {
    try {
      return await db.transaction().execute(async (trx) => {
        const { outcomes, events } = await recordIn(trx, hospitalId, requests);
        await publish(trx, hospitalId, events);
        return outcomes;
      });
    } catch (error) {
      if (!(error instanceof BedsChanged)) throw error;
    }
  }
  throw new Error("whoever lay in the beds changed again and again");
}

/** Who changes beds just when a bundle comes does so once. */
const triesMax = 3;

/** Somebody came or went between the look at who lies where and the locks. Nothing has been written. */
class BedsChanged extends Error {}

export interface Recorded {
  /** In the order of the requests. */
  readonly outcomes: RecordOutcome[];
  /** For the caller to publish, last. */
  readonly events: readonly WardlightEvent[];
  /** Whole sets of observations that were among it. */
  readonly sets: readonly TakenSet[];
}

/**
 * The same within a transaction of something more, which publishes last. `lockedAt`: whom the readings name is locked
 * already, and that was the time then; nobody looks twice who they are.
 */
export async function recordIn(
  trx: Trx,
  hospitalId: string,
  requests: readonly RecordRequest[],
  lockedAt: Date | null = null,
): Promise<Recorded> {
  const tally = createTally(requests.length);
  const read = readBatch(requests, tally);
  const sentBy = new Set(read.flatMap(({ readable, source }) => (source === "manual" ? [] : readable.device)));
  const { devices, now: arrivedAt } = await readReportingDevices(trx, hospitalId, [...sentBy]);
  const { timed, held: heldForClock, clocks } = setClocks(read, devices, arrivedAt);
  const { settled, held } = await settle(trx, hospitalId, timed, devices, tally);
  const stayIds = [...new Set(settled.map(({ stayId }) => stayId))];
  const now = lockedAt ?? (await lockStays(trx, hospitalId, stayIds));
  // From here on nobody of them moves. Whoever did until now may have left the bed to another, whose readings these are.
  if (lockedAt === null) {
    const again = await settle(trx, hospitalId, timed, devices, createTally(requests.length));
    if (whoseOf(again) !== whoseOf({ settled, held })) throw new BedsChanged();
  }
  const told = await holdReadings(trx, hospitalId, [...heldForClock, ...held], now, tally);
  const { events, sets } = await fileSettled(trx, hospitalId, settled, { now, tally, isHeard: true });
  await writeClocks(trx, hospitalId, clocks);
  return { outcomes: tally.outcomes(), events: [...told, ...events], sets };
}

const whoseOf = ({ settled, held }: { readonly settled: readonly Settled[]; readonly held: readonly Held[] }) =>
  JSON.stringify([settled.map(({ stayId }) => stayId), held.map(({ hold }) => hold)]);

interface Filing {
  /** From under the locks of the stays. */
  readonly now: Date;
  readonly tally: Tally;
  /** They come from their devices now, and so these are not lost. */
  readonly isHeard: boolean;
}

/** Stores and files readings whose stays are known and locked, with all that follows. */
export async function fileSettled(
  trx: Trx,
  hospitalId: string,
  settled: readonly Settled[],
  { now, tally, isHeard }: Filing,
): Promise<Omit<Recorded, "outcomes">> {
  const { taken, ends } = takeBatch(settled, now, observationWindow(now), tally);
  const accepted = await store(trx, hospitalId, taken, now, tally);
  const stays = await fileStays(trx, hospitalId, [...accepted, ...ends], now);
  // What ended a value without being stored has no row to mark.
  const stored = new Set(accepted);
  const filed = stays.flatMap((stay) => stay.filed).filter(({ arrived }) => stored.has(arrived));
  await markLate(trx, hospitalId, filed);
  const sets = new Map(stays.flatMap((stay) => pairOf(stay.facts.stayId, takenSetOf(stay))));
  const scored = stays.flatMap((stay) =>
    stay.changed.length > 0 ? scoredStay(stay, sets.has(stay.facts.stayId)) : [],
  );
  const changed = stays.flatMap((stay) => expectUntilDue(stay, sets.get(stay.facts.stayId) ?? null));
  await writeCurrentVitals(trx, hospitalId, changed, now);
  const heard: ReadonlySet<string> = isHeard ? tally.heard : new Set();
  const returned = await findLostDevices(trx, hospitalId, [...heard]);
  const events = [
    ...stays.flatMap(recorded),
    ...(await noteScores(trx, hospitalId, scored, now)),
    ...(await renewRounds(trx, hospitalId, stays, [...sets.values()], now)),
    ...(await judge(trx, hospitalId, stays, { returned, sets }, now)),
    ...(await hear(trx, hospitalId, heard, returned, now)),
  ];
  return { events, sets: [...sets.values()] };
}

const pairOf = (stayId: string, set: TakenSet | null): [string, TakenSet][] => (set ? [[stayId, set]] : []);

async function settle(
  trx: Trx,
  hospitalId: string,
  incoming: readonly Incoming[],
  devices: ReadonlyMap<string, ReportingDevice>,
  tally: Tally,
) {
  const beds = new Set([...devices.values()].flatMap(({ bedId }) => bedId ?? []));
  const patients = new Set<string>();
  for (const { readable } of incoming) (readable.place.field === "bed" ? beds : patients).add(readable.place.id);
  return settleBatch(incoming, devices, await findPlaces(trx, hospitalId, { beds, patients }), tally);
}

/** Stores what is new. The unique key decides, not a look beforehand: another process may store the same at this moment. */
async function store(trx: Trx, hospitalId: string, taken: readonly Taken[], now: Date, tally: Tally): Promise<Taken[]> {
  if (taken.length === 0) return [];
  const firsts = firstOfEachKey(taken);
  const inserted = await insertObservations(trx, hospitalId, [...firsts.values()], now);
  const known: Reading[] = [...firsts].flatMap(([key, { reading }]) => (inserted.has(key) ? [] : reading));
  const stored = await readObservations(trx, hospitalId, known);
  return sortOutRepeats(taken, inserted, firsts, stored, tally);
}

async function fileStays(trx: Trx, hospitalId: string, arrivals: readonly Taken[], now: Date): Promise<FiledStay[]> {
  const byStay = Map.groupBy(arrivals, ({ reading }) => reading.stayId);
  const stayIds = [...byStay.keys()];
  if (stayIds.length === 0) return [];
  const facts = await readStayFacts(trx, hospitalId, stayIds, now);
  const current = await readCurrentVitals(trx, hospitalId, stayIds);
  return facts.map((stay) => fileStay(stay, current.get(stay.stayId) ?? {}, byStay.get(stay.stayId) ?? [], now));
}

function recorded({ facts: { stayId, bed }, changed }: FiledStay): WardlightEvent[] {
  if (!bed || changed.length === 0) return [];
  return [{ type: "vitals.recorded", payload: { stayId, ...bed, signs: changed.map(({ sign }) => sign) } }];
}

/** Alerts are locked for all stays at once, in their order, before the first decision is carried out. */
async function judge(
  trx: Trx,
  hospitalId: string,
  stays: readonly FiledStay[],
  { returned, sets }: { readonly returned: readonly PlacedDevice[]; readonly sets: ReadonlyMap<string, TakenSet> },
  now: Date,
): Promise<WardlightEvent[]> {
  const bedsSeenAgain = new Set(returned.map(({ bedId }) => bedId));
  const isSeenAgain = ({ bed }: FiledStay["facts"]) => bed !== null && bedsSeenAgain.has(bed.bedId);
  const judged = stays.filter(({ arrived, facts }) => arrived.size > 0 || isSeenAgain(facts));
  if (judged.length === 0) return [];
  const stayIds = judged.map(({ facts }) => facts.stayId);
  const openOf = await lockOpenOfStays(trx, hospitalId, stayIds);
  const events: WardlightEvent[] = [];
  for (const stay of judged) {
    const { stayId, bed } = stay.facts;
    const open = openOf.get(stayId);
    if (!bed || !open) continue;
    const causes = openCausesOf(open);
    const decisions = [...assess(pictureOf(stay, causes), stay.arrived), ...observed(causes, sets.has(stayId))];
    const deviceReturned = isSeenAgain(stay.facts);
    if (decisions.length === 0 && !deviceReturned) continue;
    const given = { hospitalId, stay: { stayId, ...bed }, open, decisions, deviceReturned, now };
    events.push(...(await applyDecisions(trx, given)));
  }
  return events;
}

/** A lost device that speaks again is back, and what its silence raised has ended. Alerts before devices: the lock order. */
async function hear(
  trx: Trx,
  hospitalId: string,
  heard: ReadonlySet<string>,
  returned: readonly PlacedDevice[],
  now: Date,
): Promise<WardlightEvent[]> {
  if (heard.size === 0) return [];
  const events: WardlightEvent[] = [];
  for (const device of returned) {
    events.push({ type: "device.returned", payload: { ...device } });
    const subject = subjectOfDevice(device.deviceId);
    events.push(...(await endTechnicalAlert(trx, { hospitalId, subject, reason: "device_returned", now })));
  }
  await hearDevices(
    trx,
    hospitalId,
    [...heard],
    returned.map(({ deviceId }) => deviceId),
    now,
  );
  return events;
}
