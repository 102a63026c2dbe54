import { Hono } from "hono";
import { z } from "zod";
import { acknowledgeSeveral, severalMax } from "../actions/acknowledge-several.ts";
import { readParts } from "../db/board.ts";
import { type Db, databaseNow } from "../db/connection.ts";
import type { AlertRow } from "../domain/board.ts";
import type { Result } from "../domain/refusals.ts";
import { answerPermission, may, type Person } from "../domain/staff.ts";
import { byUrgency, isShownOn, isUnanswered } from "../domain/urgency.ts";
import { SeveralAlertsPage, SeveralAnsweredPage } from "../views/several-alerts-page.tsx";
import { en } from "../views/words/en.ts";
import { boardPath } from "./board-path.ts";
import { type AppContext, type AppEnv, requireWard } from "./context.ts";
import { readForm } from "./form.ts";
import { requireMember } from "./hospital-page.ts";
import { answerRefusal, sentenceOf } from "./refusal.tsx";

/** A box for each alert, named after it, and the ward looked at. */
const boxName = /^alert-([1-9]\d{0,18})$/;
const severalForm = z
  .object({ ward: z.string().max(16).optional() })
  .catchall(z.literal("on", en.faults.box))
  .transform(({ ward, ...boxes }, context) => {
    const names = Object.keys(boxes);
    const stranger = names.find((name) => !boxName.test(name));
    const fault = stranger ?? (names.length > severalMax ? names[severalMax] : undefined);
    if (fault !== undefined) {
      const message = stranger === undefined ? en.faults.several(severalMax) : en.faults.box;
      context.addIssue({ code: "custom", path: [fault], message });
    }
    return { ward, alertIds: names.map((name) => boxName.exec(name)?.[1] ?? "") };
  });

/** Several alerts answered at once, in a storm: looked through on a page of their own first. */
export function severalAlertsRoutes({ db }: { readonly db: Db }): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/hospitals/:hospital/several", async (c) => {
    const looked = requireLook(c, c.req.query("ward"));
    if (!looked.ok) return answerRefusal(c, looked.refusal);
    const { person, wardId } = looked.value;
    const { hospital, rows } = await readOpen(db, person, wardId);
    const choice = rows.filter((row) => isChoice(row, person)).sort(byPatient);
    const highs = rows.filter((row) => isUnanswered(row) && row.priority === "high").length;
    const page = { rows: choice.slice(0, severalMax), more: Math.max(0, choice.length - severalMax), highs, wardId };
    const back = boardPath(person, wardId);
    return c.html(<SeveralAlertsPage {...c.get("shell")} {...{ hospital, person, back }} {...page} words={en} />);
  });

  routes.post("/hospitals/:hospital/several", async (c) => {
    const form = await readForm(c, severalForm);
    const looked = requireLook(c, form.ok ? form.value.ward : undefined);
    if (!looked.ok) return answerRefusal(c, looked.refusal);
    if (!form.ok) return answerRefusal(c, form.refusal);
    const { person, wardId } = looked.value;
    const { alertIds } = form.value;
    const screen = wardId === null ? "several" : `several:${wardId}`;
    const done = await acknowledgeSeveral({ db }, { person, alertIds, screen, requestId: c.get("requestId") });
    const { hospital, rows } = await readOpen(db, person, null);
    const left = done.left.map(({ alertId, refusal }) => ({
      alertId,
      row: rows.find((row) => row.alertId === alertId) ?? null,
      why: sentenceOf(c, refusal),
    }));
    const page = { acknowledged: done.acknowledged.length, left, back: boardPath(person, wardId) };
    return c.html(<SeveralAnsweredPage {...c.get("shell")} {...{ hospital, person }} {...page} words={en} />);
  });
  return routes;
}

function requireLook(c: AppContext, ward: string | undefined): Result<{ person: Person; wardId: string | null }> {
  const person = requireMember(c, "answer_other_alert");
  if (!person.ok) return person;
  const wardId = requireWard(person.value, ward);
  return wardId.ok ? { ok: true, value: { person: person.value, wardId: wardId.value } } : wardId;
}

async function readOpen(db: Db, person: Person, wardId: string | null) {
  const now = await databaseNow(db);
  const wanted = { beds: "none", tilesOf: [], alerts: true, trends: false } as const;
  const parts = await readParts(db, person.hospitalId, wanted, now);
  if (!parts) throw new Error("the hospital of somebody who is signed in does not exist");
  return { hospital: parts.hospital, rows: parts.alerts.filter((row) => isShownOn(row, wardId)) };
}

const isChoice = (row: AlertRow, person: Person) =>
  isUnanswered(row) && row.priority !== "high" && may(person.role, answerPermission(row));

/** What is about one bed stands together; the beds in the order of their most urgent alert. */
function byPatient(a: AlertRow, b: AlertRow): number {
  return (a.bedId ?? "").localeCompare(b.bedId ?? "", "en", { numeric: true }) || byUrgency(a, b);
}
