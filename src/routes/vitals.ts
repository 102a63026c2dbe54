import { Hono } from "hono";
import { createIngestThrottle, type IngestThrottle } from "../actions/ingest-throttle.ts";
import type { VitalsRecorder } from "../actions/vitals-queue.ts";
import type { Db } from "../db/connection.ts";
import { type DeviceToken, findDeviceToken } from "../db/device-tokens.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { readingTexts } from "./reading-texts.ts";
import { answerRefusal } from "./refusal.tsx";
import { readBody } from "./request-body.ts";
import { readVitalsDocument } from "./vitals-document.ts";

const bodyBytesMax = 1_000_000;

/** Where devices and gateways send vital signs. A bearer token is the only credential: cookies are not looked at. */
export function vitalsRoutes({
  db,
  recorder,
  throttle = createIngestThrottle(),
}: {
  readonly db: Db;
  readonly recorder: VitalsRecorder;
  readonly throttle?: IngestThrottle;
}): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.post("/api/v1/vitals", async (c) => {
    const token = await admit(c, db, throttle);
    if (!token.ok) return answerRefusal(c, token.refusal, "json");
    const body = await readBody(c.req.raw, bodyBytesMax);
    if (!body.ok) return answerRefusal(c, body.refusal, "json");
    const readings = readVitalsDocument(body.value);
    if (!readings.ok) return answerRefusal(c, readings.refusal, "json");

    const { hospitalId, deviceIds, demo } = token.value;
    const source = demo ? "demo" : "device";
    const recorded = await recorder.record({ hospitalId, deviceIds, readings: readings.value, source });
    if (!recorded.ok) return answerRefusal(c, recorded.refusal, "json");
    const refused = recorded.value.refused.map((one) => ({ ...one, text: readingTexts[one.reason] }));
    return c.json({ ...recorded.value, refused }, 202);
  });
  return app;
}

/** Who sends, and whether it may send now. All that can be said before a byte of the body is read. */
async function admit(c: AppContext, db: Db, throttle: IngestThrottle): Promise<Result<DeviceToken>> {
  const bearer = /^Bearer +(\S+) *$/i.exec(c.req.header("Authorization") ?? "")?.[1];
  const token = bearer === undefined ? null : await findDeviceToken(db, bearer);
  if (!token) return refuse({ kind: "not_signed_in" });
  const counted = await throttle.count(token.tokenHash);
  if (!counted.ok) return counted;
  const type = (c.req.header("Content-Type") ?? "").split(";")[0]?.trim().toLowerCase();
  return type === "application/json" ? ok(token) : refuse({ kind: "not_json" });
}
