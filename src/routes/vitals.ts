import { Hono } from "hono";
import type { VitalsRecorder } from "../actions/vitals-queue.ts";
import type { Db } from "../db/connection.ts";
import type { AppEnv } from "./context.ts";

export function vitalsRoutes(_deps: { readonly db: Db; readonly recorder: VitalsRecorder }): Hono<AppEnv> {
  return new Hono<AppEnv>();
}
