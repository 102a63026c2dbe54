import { createHash, randomBytes } from "node:crypto";
import type { Db } from "./connection.ts";

/** Whom a bearer token speaks for. */
export interface DeviceToken {
  readonly hospitalId: string;
  /** Hex SHA-256 of the token: names it in counters and logs, opens nothing. */
  readonly tokenHash: string;
  readonly deviceIds: readonly string[];
  /** The hospital is a demo: what comes with this token is marked so. */
  readonly demo: boolean;
}

/** `HOSPITAL.SECRET`, the secret being 256 random bits: longer is no token of ours and is not worth hashing. */
const tokenCharsMax = 128;

/**
 * Finds a token that is not revoked, or null. The hospital is the part before the dot, so that the look-up stays within
 * one; the whole token is compared by its hash, in an index: what a clock could tell is about the hash, not the secret.
 */
export async function findDeviceToken(db: Db, token: string): Promise<DeviceToken | null> {
  const dot = token.indexOf(".");
  if (dot <= 0 || token.length > tokenCharsMax || !/^[\x21-\x7e]+$/.test(token)) return null;
  const hash = hashDeviceToken(token);
  const row = await db
    .selectFrom("device_tokens as t")
    .innerJoin("hospitals as h", "h.hospital_id", "t.hospital_id")
    .select(["t.hospital_id", "t.device_ids", "h.demo"])
    .where("t.hospital_id", "=", token.slice(0, dot))
    .where("t.token_hash", "=", hash)
    .where("t.revoked_at", "is", null)
    .executeTakeFirst();
  if (!row) return null;
  return { hospitalId: row.hospital_id, tokenHash: hash.toString("hex"), deviceIds: row.device_ids, demo: row.demo };
}

/** Makes a token for the named devices and returns it: the only time that it can be read. */
export async function createDeviceToken(
  db: Db,
  given: { readonly hospitalId: string; readonly name: string; readonly deviceIds: readonly string[] },
): Promise<string> {
  const token = `${given.hospitalId}.${randomBytes(32).toString("base64url")}`;
  await db
    .insertInto("device_tokens")
    .values({
      hospital_id: given.hospitalId,
      token_hash: hashDeviceToken(token),
      name: given.name,
      device_ids: [...given.deviceIds],
      revoked_at: null,
    })
    .execute();
  return token;
}

/** 256 random bits need no salt and no slow hash: nobody guesses them. */
export const hashDeviceToken = (token: string): Buffer => createHash("sha256").update(token).digest();
