import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import { noteStayOpened } from "../actions/open-board.ts";
import { recordRound } from "../actions/record-round.ts";
import { readParts } from "../db/board.ts";
import { type Db, databaseNow } from "../db/connection.ts";
import { readLastSets } from "../db/last-sets.ts";
import { type Fault, ok, refuse } from "../domain/refusals.ts";
import { type DraftFault, readRound } from "../domain/round-draft.ts";
import { may, type Person } from "../domain/staff.ts";
import { shownValue } from "../domain/vitals.ts";
import type { Hub } from "../events/hub.ts";
import { RoundFormPage } from "../views/round-form-page.tsx";
import { drawDueRounds, RoundsPage } from "../views/rounds-page.tsx";
import { en } from "../views/words/en.ts";
import { type AppContext, type AppEnv, requirePermitted, requireViewer } from "./context.ts";
import { readForm } from "./form.ts";
import { answerRefusal, prepareRefusal } from "./refusal.tsx";
import { openedByItself } from "./request.ts";
import { roundForm } from "./round-form.ts";
import { readStayDetails } from "./stay-details.ts";

interface RoundRouteDeps {
  readonly db: Db;
  readonly hub: Hub;
}

/** Sets of observations: what is due at whose bed, and the form in which one is entered there. */
export function roundRoutes({ db, hub }: RoundRouteDeps): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/hospitals/:hospital/rounds", async (c) => {
    const due = await readDue(c, db);
    return due.ok ? c.html(<RoundsPage {...c.get("shell")} {...due.value} />) : answerRefusal(c, due.refusal);
  });

  routes.get("/hospitals/:hospital/rounds/version", async (c) => {
    const due = await readDue(c, db);
    if (!due.ok) return answerRefusal(c, due.refusal, "empty");
    return c.json({ version: drawDueRounds(due.value).version, now: due.value.now.getTime() });
  });

  routes.get("/hospitals/:hospital/rounds/regions", async (c) => {
    const due = await readDue(c, db);
    if (!due.ok) return answerRefusal(c, due.refusal, "empty");
    const { html, version } = drawDueRounds(due.value);
    c.header("Wardlight-Version", version);
    return c.html(html);
  });

  routes.get("/stays/:stay/observations/new", async (c) => {
    const person = requirePermitted(c, "record_observations");
    if (!person.ok) return answerRefusal(c, person.refusal);
    return showForm(c, person.value, c.req.param("stay"), {}, []);
  });

  routes.post("/stays/:stay/observations", async (c) => {
    const person = requirePermitted(c, "record_observations");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const stayId = c.req.param("stay");
    const form = await readForm(c, roundForm);
    if (!form.ok) return answerRefusal(c, form.refusal);
    const { key: sendKey, secondsAgo, ...texts } = form.value;
    const draft = readRound(texts);
    if (draft.faults.length > 0) {
      const faults = draft.faults.map((fault) => ({ ...fault, text: sentenceOf(fault) }));
      return showForm(c, person.value, stayId, { ...texts, key: sendKey }, faults);
    }
    const given = { person: person.value, stayId, sendKey, secondsAgo, values: draft.values };
    const done = await recordRound({ db }, { ...given, requestId: c.get("requestId") });
    return done.ok ? c.redirect(`/stays/${stayId}#observations`, 303) : answerRefusal(c, done.refusal);
  });

  async function showForm(
    c: AppContext,
    person: Person,
    stayId: string,
    values: Readonly<Record<string, string | undefined>>,
    faults: readonly Fault[],
  ) {
    const cursor = await hub.cursor(person.hospitalId);
    const details = await readStayDetails(db, person.hospitalId, stayId);
    if (!details) return answerRefusal(c, { kind: "not_found" });
    if (faults.length > 0) prepareRefusal(c, { kind: "invalid_input", faults });
    else if (!openedByItself(c)) await noteStayOpened(db, person, stayId, c.get("requestId"));
    const typed = Object.fromEntries(Object.entries(values).map(([name, text]) => [name, text ?? ""]));
    const form = { sendKey: typed.key ?? randomBytes(16).toString("base64url"), values: typed, faults };
    const page = { ...c.get("shell"), details, person, words: en, cursor, build: hub.build, form };
    return c.html(<RoundFormPage {...page} />);
  }
  return routes;
}

function sentenceOf({ field, reason, value, suggestion }: DraftFault): string {
  if (field === "" || field === "breathes") return en.rounds.faults[reason]("", "", null);
  const said = (number: number) => shownValue(field, number);
  return en.rounds.faults[reason](
    en.signs[field].long,
    value === null ? "" : String(value),
    suggestion === null ? null : said(suggestion),
  );
}

/**
 * The list as it is drawn, also for somebody who has been away for a while; a screen on the wall has its ward's board.
 * Refuses `not_signed_in`, `not_found`, `not_allowed`.
 */
async function readDue(c: AppContext, db: Db) {
  const viewer = requireViewer(c, c.req.param("hospital") ?? "");
  if (!viewer.ok) return viewer;
  const { person } = viewer.value;
  if (!may(person.role, "read_rounds")) return refuse({ kind: "not_allowed", action: "read_rounds" });
  const { hospitalId } = person;
  const now = await databaseNow(db);
  const parts = await readParts(db, hospitalId, { beds: "all", tilesOf: [], alerts: false, trends: false }, now);
  if (!parts) return refuse({ kind: "not_found" });
  const stays = parts.beds.flatMap(({ stay }) => stay?.stayId ?? []);
  return ok({ ...parts, lastSets: await readLastSets(db, hospitalId, stays), person, words: en });
}
