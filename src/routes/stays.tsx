import { Hono } from "hono";
import { assignNurse } from "../actions/assign-nurse.ts";
import { leaveWard } from "../actions/leave-ward.ts";
import { noteStayOpened } from "../actions/open-board.ts";
import { returnToWard } from "../actions/return-to-ward.ts";
import { setPatientLimits } from "../actions/set-patient-limits.ts";
import { endSilence, silenceBed } from "../actions/silence-bed.ts";
import { readHospital, readParts } from "../db/board.ts";
import { type Db, databaseNow } from "../db/connection.ts";
import { readEndedStay } from "../db/ended-stays.ts";
import { readMeasurements } from "../db/readings.ts";
import { readScores } from "../db/scores.ts";
import { readAllSilences } from "../db/silences.ts";
import { readStayLimits } from "../db/stay-limits.ts";
import { readStayBeds } from "../db/stays.ts";
import type { Refusal } from "../domain/refusals.ts";
import type { Person } from "../domain/staff.ts";
import { isSign } from "../domain/vitals.ts";
import type { Hub } from "../events/hub.ts";
import { PausesPage } from "../views/pauses-page.tsx";
import { StayOverPage } from "../views/stay-over-page.tsx";
import { type StayForm, StayPage } from "../views/stay-page.tsx";
import { en } from "../views/words/en.ts";
import { type AppContext, type AppEnv, requirePerson, requireViewer } from "./context.ts";
import { readForm } from "./form.ts";
import { refuseOldPages } from "./old-pages.ts";
import { answerRefusal, formOf, prepareRefusal } from "./refusal.tsx";
import { openedByItself } from "./request.ts";
import { readStayDetails } from "./stay-details.ts";
import { absenceForm, limitsForm, nothingForm, nurseForm, silenceForm } from "./stay-forms.ts";
import { goingRoutes } from "./stay-going.tsx";
import { markRoutes } from "./stay-marks.tsx";

/** What one sees at a glance; the rest has a page of its own. */
const measurementsShown = 6;
/** Most stays are shorter. */
const scoreDays = 7;
const dayMillis = 86_400_000;

interface StayRouteDeps {
  readonly db: Db;
  readonly hub: Hub;
}

/** A patient's page, and what is paused or set for that patient. */
export function stayRoutes({ db, hub }: StayRouteDeps): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.use("/stays/:stay/*", refuseOldPages(db));
  routes.route("/", markRoutes({ db, refuseForm }));
  routes.route("/", goingRoutes({ db, hub }));

  routes.get("/stays/:stay", async (c) => {
    const person = requireStaff(c);
    if (!person.ok) return answerRefusal(c, person.refusal);
    return show(c, person.value, c.req.param("stay"));
  });

  routes.post("/stays/:stay/nurse", async (c) => {
    const person = requirePerson(c);
    if (!person.ok) return answerRefusal(c, person.refusal);
    const form = await readForm(c, nurseForm);
    if (!form.ok) return answerRefusal(c, form.refusal);
    const stayId = c.req.param("stay");
    const given = { person: person.value, stayId, mine: form.value.mine === "yes", requestId: c.get("requestId") };
    const done = await assignNurse({ db }, given);
    return done.ok ? c.redirect(`/stays/${stayId}#nurse`, 303) : answerRefusal(c, done.refusal);
  });

  routes.post("/stays/:stay/absence", async (c) => {
    const person = requirePerson(c);
    if (!person.ok) return answerRefusal(c, person.refusal);
    const stayId = c.req.param("stay");
    const form = await readForm(c, absenceForm);
    if (!form.ok) return refuseForm(c, person.value, stayId, "absence", form.refusal);
    const done = await leaveWard(
      { db },
      { ...form.value, person: person.value, stayId, requestId: c.get("requestId") },
    );
    return done.ok ? c.redirect(`/stays/${stayId}#absence`, 303) : answerRefusal(c, done.refusal);
  });

  routes.post("/stays/:stay/absence/end", async (c) => {
    const person = requirePerson(c);
    if (!person.ok) return answerRefusal(c, person.refusal);
    const form = await readForm(c, nothingForm);
    if (!form.ok) return answerRefusal(c, form.refusal);
    const stayId = c.req.param("stay");
    const done = await returnToWard({ db }, { person: person.value, stayId, requestId: c.get("requestId") });
    return done.ok ? c.redirect(`/stays/${stayId}#absence`, 303) : answerRefusal(c, done.refusal);
  });

  routes.post("/stays/:stay/silences", async (c) => {
    const person = requirePerson(c);
    if (!person.ok) return answerRefusal(c, person.refusal);
    const stayId = c.req.param("stay");
    const form = await readForm(c, silenceForm);
    if (!form.ok) return refuseForm(c, person.value, stayId, "silence", form.refusal);
    const done = await silenceBed(
      { db },
      { ...form.value, person: person.value, stayId, requestId: c.get("requestId") },
    );
    if (!done.ok) return refuseForm(c, person.value, stayId, "silence", asFault(done.refusal));
    return c.redirect(`/stays/${stayId}#silences`, 303);
  });

  routes.post("/stays/:stay/silences/:silence/end", async (c) => {
    const person = requirePerson(c);
    if (!person.ok) return answerRefusal(c, person.refusal);
    const form = await readForm(c, nothingForm);
    if (!form.ok) return answerRefusal(c, form.refusal);
    const { stay: stayId, silence: silenceId } = c.req.param();
    const done = await endSilence({ db }, { person: person.value, stayId, silenceId, requestId: c.get("requestId") });
    return done.ok ? c.redirect(`/stays/${stayId}#silences`, 303) : answerRefusal(c, done.refusal);
  });

  routes.post("/stays/:stay/limits", async (c) => {
    const person = requirePerson(c);
    if (!person.ok) return answerRefusal(c, person.refusal);
    const stayId = c.req.param("stay");
    const form = await readForm(c, limitsForm);
    if (!form.ok) return refuseForm(c, person.value, stayId, "limits", form.refusal);
    const { sign, hours, reason, ...limits } = form.value;
    if (!isSign(sign)) return answerRefusal(c, { kind: "not_found" });
    const given = { person: person.value, stayId, sign, limits, hours, reason, requestId: c.get("requestId") };
    const done = await setPatientLimits({ db }, given);
    if (!done.ok) return refuseForm(c, person.value, stayId, "limits", done.refusal);
    return c.redirect(`/stays/${stayId}#limits`, 303);
  });

  routes.post("/stays/:stay/limits/:sign/end", async (c) => {
    const person = requirePerson(c);
    if (!person.ok) return answerRefusal(c, person.refusal);
    const form = await readForm(c, nothingForm);
    if (!form.ok) return answerRefusal(c, form.refusal);
    const { stay: stayId, sign } = c.req.param();
    if (!isSign(sign)) return answerRefusal(c, { kind: "not_found" });
    const given = { person: person.value, stayId, sign, limits: null, hours: null, reason: "taken_back" };
    const done = await setPatientLimits({ db }, { ...given, requestId: c.get("requestId") });
    return done.ok ? c.redirect(`/stays/${stayId}#limits`, 303) : answerRefusal(c, done.refusal);
  });

  routes.get("/hospitals/:hospital/pauses", async (c) => {
    const viewer = requireViewer(c, c.req.param("hospital"));
    if (!viewer.ok) return answerRefusal(c, viewer.refusal);
    const { person } = viewer.value;
    if (person.role === "display") return answerRefusal(c, { kind: "not_found" });
    const pauses = await readPauses(db, person.hospitalId);
    return pauses ? c.html(<PausesPage {...c.get("shell")} {...pauses} person={person} words={en} />) : c.notFound();
  });

  async function show(
    c: AppContext,
    person: Person,
    stayId: string,
    refused?: { form: StayForm; refusal: Extract<Refusal, { kind: "invalid_input" }> },
  ) {
    const cursor = await hub.cursor(person.hospitalId);
    const details = await readStayDetails(db, person.hospitalId, stayId);
    if (!details) return showEnded(c, person, stayId);
    if (!refused && !openedByItself(c)) await noteStayOpened(db, person, stayId, c.get("requestId"));
    const { now } = details;
    const asked = {
      stayId,
      before: new Date(now.getTime() + dayMillis),
      only: "sets" as const,
      rowsMax: measurementsShown,
    };
    const measurements = await readMeasurements(db, person.hospitalId, asked);
    const scores = await readScores(db, person.hospitalId, stayId, new Date(now.getTime() - scoreDays * dayMillis));
    const read = { details, measurements, scores };
    const page = { ...c.get("shell"), ...read, person, words: en, cursor, build: hub.build };
    if (!refused) return c.html(<StayPage {...page} />);
    prepareRefusal(c, refused.refusal);
    const values = Object.fromEntries(new URLSearchParams(await c.req.text()));
    const shown = { form: refused.form, values, faults: refused.refusal.faults };
    return c.html(<StayPage {...page} refused={shown} />);
  }

  async function showEnded(c: AppContext, person: Person, stayId: string) {
    const { hospitalId } = person;
    const ended = await readEndedStay(db, hospitalId, stayId);
    const hospital = ended && (await readHospital(db, hospitalId));
    if (!hospital) return answerRefusal(c, { kind: "not_found" });
    if (!openedByItself(c)) await noteStayOpened(db, person, stayId, c.get("requestId"));
    return c.html(<StayOverPage {...c.get("shell")} stay={{ ...ended, hospital }} person={person} words={en} />);
  }

  async function refuseForm(c: AppContext, person: Person, stayId: string, form: StayForm, refusal: Refusal) {
    if (refusal.kind !== "invalid_input" || formOf(c) !== "page") return answerRefusal(c, refusal);
    return show(c, person, stayId, { form, refusal });
  }
  return routes;
}

/** A screen on the wall shows no patient's page. */
function requireStaff(c: AppContext) {
  const person = requirePerson(c);
  if (!person.ok || person.value.role !== "display") return person;
  return { ok: false, refusal: { kind: "not_found" } } as const;
}

const asFault = (refusal: Refusal): Refusal =>
  refusal.kind === "silence_too_long"
    ? {
        kind: "invalid_input",
        faults: [{ field: "minutes", reason: refusal.kind, text: en.faults.silenceTooLong(refusal.minutesMax) }],
      }
    : refusal;

async function readPauses(db: Db, hospitalId: string) {
  const now = await databaseNow(db);
  const parts = await readParts(db, hospitalId, { beds: "none", tilesOf: [], alerts: false, trends: false }, now);
  const silences = (await readAllSilences(db, hospitalId)).filter(({ until }) => until > now);
  const limits = [...(await readStayLimits(db, hospitalId, "all", now)).values()].flat();
  const stayIds = [...new Set([...silences, ...limits].map(({ stayId }) => stayId))];
  const bedOf = new Map((await readStayBeds(db, hospitalId, stayIds)).map(({ stayId, bedId }) => [stayId, bedId]));
  const inBed = <T extends { readonly stayId: string }>(all: readonly T[]) =>
    all.flatMap((one) => {
      const bedId = bedOf.get(one.stayId);
      return bedId === undefined ? [] : { ...one, bedId };
    });
  return parts && { hospital: parts.hospital, silences: inBed(silences), limits: inBed(limits) };
}
