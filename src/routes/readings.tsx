import { Hono } from "hono";
import { correctReading } from "../actions/correct-reading.ts";
import { noteStayOpened } from "../actions/open-board.ts";
import type { Db } from "../db/connection.ts";
import { readMeasurements, type Shown } from "../db/readings.ts";
import { readCorrection } from "../domain/corrections.ts";
import { localOf } from "../domain/local-time.ts";
import type { Fault, Refusal } from "../domain/refusals.ts";
import type { Person } from "../domain/staff.ts";
import { ReadingsPage } from "../views/readings-page.tsx";
import { en } from "../views/words/en.ts";
import { type AppContext, type AppEnv, requirePermitted, requirePerson } from "./context.ts";
import { readFields, readForm } from "./form.ts";
import { correctionForm, exportLink, readingsLink } from "./reading-forms.ts";
import { exportReadings } from "./readings-export.ts";
import { answerRefusal, prepareRefusal } from "./refusal.tsx";
import { openedByItself } from "./request.ts";
import { readStayDetails } from "./stay-details.ts";

/** A table that one scrolls through, not a day's file. */
const rowsMax = 50;
const dayMillis = 86_400_000;

/** A patient's readings: all of them, put right, and saved. */
export function readingRoutes({ db }: { readonly db: Db }): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/stays/:stay/observations", async (c) => {
    const person = requirePermitted(c, "read_rounds");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const link = readFields(c.req.query(), readingsLink);
    if (!link.ok) return answerRefusal(c, { kind: "not_found" });
    return show(c, person.value, c.req.param("stay"), link.value, []);
  });

  routes.get("/stays/:stay/observations/export", async (c) => {
    const person = requirePermitted(c, "read_rounds");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const link = readFields(c.req.query(), exportLink);
    if (!link.ok) return refuse(c, person.value, link.refusal);
    const saved = await exportReadings(c, db, person.value, { ...link.value, stayId: c.req.param("stay") });
    return saved.ok ? saved.value : refuse(c, person.value, saved.refusal);
  });

  routes.post("/stays/:stay/corrections", async (c) => {
    const person = requirePerson(c);
    if (!person.ok) return answerRefusal(c, person.refusal);
    const stayId = c.req.param("stay");
    const form = await readForm(c, correctionForm);
    if (!form.ok) return refuse(c, person.value, form.refusal);
    const { device: deviceId, at, sign, value: typed, reason } = form.value;
    const value = readCorrection(sign, typed);
    if (value.kind === "refused") {
      const text = en.readings.correct.faults[value.reason];
      const faults = [{ field: "value", reason: value.reason, text }];
      return refuse(c, person.value, { kind: "invalid_input", faults });
    }
    const given = { person: person.value, reading: { stayId, deviceId, sign, at }, reason };
    const right = value.kind === "value" ? value.value : null;
    const done = await correctReading({ db }, { ...given, value: right, requestId: c.get("requestId") });
    if (!done.ok) return answerRefusal(c, done.refusal);
    return c.redirect(`/stays/${stayId}/observations?before=${at.getTime() + 1}`, 303);
  });

  /** Said on the page that the form stands on. */
  function refuse(c: AppContext, person: Person, refusal: Refusal) {
    if (refusal.kind !== "invalid_input") return answerRefusal(c, refusal);
    prepareRefusal(c, refusal);
    return show(c, person, c.req.param("stay") ?? "", {}, refusal.faults);
  }

  async function show(
    c: AppContext,
    person: Person,
    stayId: string,
    { before, only = "all" }: { readonly before?: Date | undefined; readonly only?: Shown | undefined },
    faults: readonly Fault[],
  ) {
    const { hospitalId } = person;
    const details = await readStayDetails(db, hospitalId, stayId);
    if (!details) return answerRefusal(c, { kind: "not_found" });
    if (faults.length === 0 && !openedByItself(c)) await noteStayOpened(db, person, stayId, c.get("requestId"));
    const { now, hospital } = details;
    // A device's clock may run a little ahead.
    const asked = { stayId, before: before ?? new Date(now.getTime() + dayMillis), only, rowsMax };
    const measurements = await readMeasurements(db, hospitalId, asked);
    const older = measurements.length < rowsMax ? null : (measurements.at(-1)?.at ?? null);
    const span = {
      from: localOf(new Date(now.getTime() - dayMillis), hospital.timeZone),
      until: localOf(new Date(now.getTime() + 60_000), hospital.timeZone),
    };
    const page = { ...c.get("shell"), details, measurements, older, only, span, faults, person, words: en };
    return c.html(<ReadingsPage {...page} />);
  }
  return routes;
}
