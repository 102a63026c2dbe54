import { Hono } from "hono";
import type { VitalsRecorder } from "./actions/vitals-queue.ts";
import type { Assets } from "./assets.ts";
import type { SettledConfig } from "./config.ts";
import type { Db } from "./db/connection.ts";
import type { Hub } from "./events/hub.ts";
import type { Log } from "./log.ts";
import { alarmLoadRoutes } from "./routes/alarm-load.tsx";
import { alertAnswerRoutes } from "./routes/alert-answers.tsx";
import { alertPageRoutes } from "./routes/alert-page.tsx";
import { alertRoutes } from "./routes/alerts.tsx";
import { boardRoutes } from "./routes/board.tsx";
import { calledKindRoutes } from "./routes/called-kinds.tsx";
import type { AppEnv } from "./routes/context.ts";
import { deviceRoutes } from "./routes/devices.tsx";
import { dutyRoutes } from "./routes/duty.tsx";
import { escalationRoutes } from "./routes/escalation.tsx";
import { answerFailure } from "./routes/failure.tsx";
import { type Health, healthRoutes } from "./routes/health.ts";
import { heldRoutes } from "./routes/held-readings.tsx";
import { historyRoutes } from "./routes/history.tsx";
import { homeRoutes } from "./routes/home.ts";
import { compressPages, limitForms, loadSession, protectResponse, refuseForeignForms } from "./routes/middleware.ts";
import { patientRoutes } from "./routes/patients.tsx";
import { preferencesRoutes } from "./routes/preferences.tsx";
import { readingRoutes } from "./routes/readings.tsx";
import { answerRefusal } from "./routes/refusal.tsx";
import { roundRoutes } from "./routes/rounds.tsx";
import { ruleRoutes } from "./routes/rules.tsx";
import { sessionRoutes } from "./routes/session.tsx";
import { severalAlertsRoutes } from "./routes/several-alerts.tsx";
import { staticRoutes } from "./routes/static.ts";
import { stayRoutes } from "./routes/stays.tsx";
import { streamRoutes } from "./routes/stream.ts";
import { trendRoutes } from "./routes/trends.tsx";
import { vitalsRoutes } from "./routes/vitals.ts";
import { watchRoutes } from "./routes/watch.ts";

/** Everything the routes need. A routes file names the part it uses; `server.ts` makes all of them. */
export interface AppDeps {
  readonly db: Db;
  readonly config: SettledConfig;
  readonly log: Log;
  readonly hub: Hub;
  readonly recorder: VitalsRecorder;
  readonly assets: Assets;
  readonly health: Health;
}

/** Builds the app; it does not listen. What stands above a line is not reached by what it guards against below. */
export function createApp(deps: AppDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use(protectResponse({ assets: deps.assets, demo: deps.config.demo }));

  // For machines: no cookie is looked at, so no other site's page can use one.
  app.route("/", healthRoutes(deps));
  app.route("/", staticRoutes(deps));
  app.route("/", vitalsRoutes(deps));

  // For people, by the cookie of their session.
  app.use(compressPages, refuseForeignForms, limitForms);
  app.route("/", watchRoutes(deps));
  app.use(loadSession(deps));
  app.route("/", homeRoutes());
  app.route("/", sessionRoutes(deps));
  app.route("/", dutyRoutes(deps));
  app.route("/", boardRoutes(deps));
  app.route("/", streamRoutes(deps));
  app.route("/", alertRoutes(deps));
  app.route("/", alertAnswerRoutes(deps));
  app.route("/", severalAlertsRoutes(deps));
  app.route("/", stayRoutes(deps));
  app.route("/", patientRoutes(deps));
  app.route("/", roundRoutes(deps));
  app.route("/", readingRoutes(deps));
  app.route("/", trendRoutes(deps));
  app.route("/", alertPageRoutes(deps));
  app.route("/", historyRoutes(deps));
  app.route("/", escalationRoutes(deps));
  app.route("/", calledKindRoutes(deps));
  app.route("/", ruleRoutes(deps));
  app.route("/", alarmLoadRoutes(deps));
  app.route("/", deviceRoutes(deps));
  app.route("/", heldRoutes(deps));
  app.route("/", preferencesRoutes(deps));

  app.notFound((c) => answerRefusal(c, { kind: "not_found" }));
  app.onError(answerFailure(deps.log));
  return app;
}
