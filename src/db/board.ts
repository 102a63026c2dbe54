import type { Board, BoardParts, Hospital, Ward } from "../domain/board.ts";
import { isElsewhere, isShownOn } from "../domain/urgency.ts";
import { readShownAlerts } from "./board-alerts.ts";
import { readBeds } from "./board-beds.ts";
import { readTiles } from "./board-tiles.ts";
import { withTrends } from "./board-trends.ts";
import type { Db, Trx } from "./connection.ts";

/** What to read of a board. */
export interface WantedParts {
  readonly beds: ReadonlySet<string> | "all" | "none";
  /** The wards whose tiles are wanted, null being the whole hospital's. */
  readonly tilesOf: readonly (string | null)[];
  readonly alerts: boolean;
  /** With the wanted beds, also their trends; without, every trend is null. */
  readonly trends: boolean;
}

/**
 * Reads parts of a hospital's board as they are in one snapshot, with ages counted at `now`, which is the database's
 * clock. Null where there is no such hospital. Costs twelve statements at most, whatever the number of beds, in a
 * read-only transaction; the rows that are read grow with the beds that are wanted, or that the tiles count.
 */
export function readParts(db: Db, hospitalId: string, wanted: WantedParts, now: Date): Promise<BoardParts | null> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (trx) => {
      const hospital = await readHospital(trx, hospitalId);
      if (!hospital) return null;
      const wards = await readWards(trx, hospitalId);
      return { hospital, wards, ...(await readRegions(trx, hospitalId, wanted, now)), now };
    });
}

/** The whole board of a ward, or of the hospital where `wardId` is null. Null where there is no such hospital or ward. */
export async function readBoard(db: Db, hospitalId: string, wardId: string | null, now: Date): Promise<Board | null> {
  const wanted: WantedParts = { beds: "all", tilesOf: [wardId], alerts: true, trends: true };
  const parts = await readParts(db, hospitalId, wanted, now);
  const tiles = parts?.tiles.get(wardId);
  if (!parts || !tiles) return null;
  return {
    hospital: parts.hospital,
    wards: parts.wards,
    wardId,
    tiles,
    alerts: parts.alerts.filter((alert) => isShownOn(alert, wardId)),
    elsewhere: parts.alerts.filter((alert) => isElsewhere(alert, wardId)),
    beds: parts.beds.filter((bed) => wardId === null || bed.wardId === wardId),
    now,
  };
}

async function readRegions(trx: Trx, hospitalId: string, wanted: WantedParts, now: Date) {
  const tilesWanted = wanted.tilesOf.length > 0;
  const alerts =
    wanted.alerts || tilesWanted || wanted.beds !== "none" ? await readShownAlerts(trx, hospitalId, now) : [];
  // The tiles count the NEWS2 of patients whose cards were not asked for.
  const beds = await readBeds(trx, hospitalId, wanted, alerts, now);
  const tiles = await readTiles(trx, hospitalId, wanted.tilesOf, beds, alerts, now);
  const { beds: ids } = wanted;
  const wantedBeds = ids === "all" ? beds : ids === "none" ? [] : beds.filter((bed) => ids.has(bed.bedId));
  return {
    beds: wanted.trends ? await withTrends(trx, hospitalId, wantedBeds, alerts, now) : wantedBeds,
    alerts: wanted.alerts ? alerts : [],
    tiles,
  };
}

export async function readHospital(trx: Db | Trx, hospitalId: string): Promise<Hospital | undefined> {
  return await trx
    .selectFrom("hospitals")
    .select(["hospital_id as hospitalId", "name", "time_zone as timeZone", "demo"])
    .where("hospital_id", "=", hospitalId)
    .executeTakeFirst();
}

export async function readWards(trx: Db | Trx, hospitalId: string): Promise<Ward[]> {
  return await trx
    .selectFrom("wards")
    .select(["ward_id as wardId", "name"])
    .where("hospital_id", "=", hospitalId)
    .orderBy("place")
    .orderBy("ward_id")
    .execute();
}
