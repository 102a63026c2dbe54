import { type Context, Hono } from "hono";
import { dischargePatient } from "../actions/discharge-patient.ts";
import { mergePatients } from "../actions/merge-patients.ts";
import { movePatient } from "../actions/move-patient.ts";
import { noteSearch } from "../actions/note-search.ts";
import { noteStayOpened } from "../actions/open-board.ts";
import { swapBeds } from "../actions/swap-beds.ts";
import { readFreeBeds } from "../db/beds.ts";
import type { Db } from "../db/connection.ts";
import { readOccupiedBeds } from "../db/names-on-wards.ts";
import { readPatientMarks } from "../db/patient-marks.ts";
import { findPatientByNumber, findPatientOfStay, findStayOfRecord } from "../db/patients.ts";
import { findStay } from "../db/stays.ts";
import { type Fault, ok, type Refusal, type Result, refuse } from "../domain/refusals.ts";
import type { Permission, Person } from "../domain/staff.ts";
import type { Hub } from "../events/hub.ts";
import { DischargePage } from "../views/discharge-page.tsx";
import { MergePage, type MergeSide } from "../views/merge-page.tsx";
import { MovePage } from "../views/move-page.tsx";
import { en } from "../views/words/en.ts";
import { boardPath } from "./board-path.ts";
import { type AppContext, type AppEnv, requirePermitted } from "./context.ts";
import { readForm } from "./form.ts";
import { dischargeForm, mergeForm, moveForm, swapForm } from "./patient-forms.ts";
import { answerRefusal, formOf, prepareRefusal, sentenceOf } from "./refusal.tsx";
import { openedByItself } from "./request.ts";
import { readStayDetails } from "./stay-details.ts";

interface GoingRouteDeps {
  readonly db: Db;
  readonly hub: Hub;
}

interface Shown {
  readonly values?: Readonly<Record<string, string>>;
  readonly faults?: readonly Fault[];
}

/** Pages of a patient who changes beds, leaves, or turns out to have two records. Each is live: an old one covers itself. */
export function goingRoutes({ db, hub }: GoingRouteDeps): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/stays/:stay/bed", (c) => open(c, "admit_and_move", showMove));
  routes.get("/stays/:stay/discharge", (c) => open(c, "admit_and_move", showDischarge));
  routes.get("/stays/:stay/merge", (c) => open(c, "merge_patients", showMerge));

  routes.post("/stays/:stay/bed", async (c) => {
    const person = requirePermitted(c, "admit_and_move");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const stayId = c.req.param("stay");
    const form = await readForm(c, moveForm);
    if (!form.ok) return again(c, person.value, stayId, form.refusal, showMove);
    const { bed: fromBedId, to: toBedId } = form.value;
    const given = { person: person.value, stayId, fromBedId, toBedId, requestId: c.get("requestId") };
    const done = await movePatient({ db }, given);
    if (!done.ok) return again(c, person.value, stayId, done.refusal, showMove);
    return c.redirect(`/stays/${stayId}`, 303);
  });

  routes.post("/stays/:stay/swap", async (c) => {
    const person = requirePermitted(c, "admit_and_move");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const stayId = c.req.param("stay");
    const form = await readForm(c, swapForm);
    if (!form.ok) return again(c, person.value, stayId, form.refusal, showMove);
    const { bed, otherStayId, otherBed } = form.value;
    const given = { person: person.value, stayId, otherStayId, seenBeds: [bed, otherBed] as const };
    const done = await swapBeds({ db }, { ...given, requestId: c.get("requestId") });
    return done.ok ? c.redirect(`/stays/${stayId}`, 303) : answerRefusal(c, done.refusal);
  });

  routes.post("/stays/:stay/discharge", async (c) => {
    const person = requirePermitted(c, "admit_and_move");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const stayId = c.req.param("stay");
    const form = await readForm(c, dischargeForm);
    if (!form.ok) return again(c, person.value, stayId, form.refusal, showDischarge);
    const { bed: fromBedId, ending } = form.value;
    const given = { person: person.value, stayId, fromBedId, ending, requestId: c.get("requestId") };
    const done = await dischargePatient({ db }, given);
    return done.ok ? c.redirect(boardPath(person.value, done.value.wardId), 303) : answerRefusal(c, done.refusal);
  });

  routes.post("/stays/:stay/merge", async (c) => {
    const person = requirePermitted(c, "merge_patients");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const stayId = c.req.param("stay");
    const form = await readForm(c, mergeForm);
    if (!form.ok) return again(c, person.value, stayId, form.refusal, showMerge);
    const { number, keep, goesOn = null, sure } = form.value;
    const sides = await readSides(person.value, stayId, number);
    await noteSearch(db, person.value, "number", c.get("requestId"));
    if (!sides.ok) return again(c, person.value, stayId, sides.refusal, showMerge);
    if (sure === undefined) return showMerge(c, person.value, stayId, { values: await posted(c) });
    const kept = sides.value.find(({ record }) => record.patientId === keep);
    const absorbed = sides.value.find((side) => side !== kept);
    if (!kept || !absorbed)
      return again(c, person.value, stayId, fault("keep", en.patients.merge.faults.keep), showMerge);
    const ids = { keptId: kept.record.patientId, absorbedId: absorbed.record.patientId };
    const done = await mergePatients({ db }, { person: person.value, ...ids, goesOn, requestId: c.get("requestId") });
    if (done.ok) return c.redirect(`/stays/${done.value.stayId ?? stayId}`, 303);
    const why = done.refusal.kind === "choose_stay" ? fault("goesOn", en.patients.merge.faults.goesOn) : done.refusal;
    return again(c, person.value, stayId, why, showMerge);
  });

  type Show = (c: AppContext, person: Person, stayId: string, shown?: Shown) => Response | Promise<Response>;

  async function open(c: Context<AppEnv, "/stays/:stay/bed">, permission: Permission, show: Show) {
    const person = requirePermitted(c, permission);
    if (!person.ok) return answerRefusal(c, person.refusal);
    const stayId = c.req.param("stay");
    const stay = await findStay(db, person.value.hospitalId, stayId);
    // Who has left has a page that says so.
    if (stay && stay.bed === null) return c.redirect(`/stays/${stayId}`, 303);
    if (stay && !openedByItself(c)) await noteStayOpened(db, person.value, stayId, c.get("requestId"));
    return show(c, person.value, stayId);
  }

  /** A refusal that is about what was chosen is said beside it, on the page of now; any other stands alone. */
  async function again(c: AppContext, person: Person, stayId: string, refusal: Refusal, show: Show) {
    const faults =
      refusal.kind === "invalid_input"
        ? refusal.faults
        : refusal.kind === "bed_taken" || refusal.kind === "unknown_bed"
          ? [{ field: "to", reason: refusal.kind, text: sentenceOf(c, refusal) }]
          : null;
    if (!faults || formOf(c) !== "page") return answerRefusal(c, refusal);
    prepareRefusal(c, refusal);
    return show(c, person, stayId, { values: await posted(c), faults });
  }

  async function sheetOf(c: AppContext, person: Person, stayId: string) {
    const cursor = await hub.cursor(person.hospitalId);
    const details = await readStayDetails(db, person.hospitalId, stayId);
    return details && { ...c.get("shell"), details, person, words: en, cursor, build: hub.build };
  }

  async function showMove(c: AppContext, person: Person, stayId: string, shown: Shown = {}) {
    const sheet = await sheetOf(c, person, stayId);
    if (!sheet) return answerRefusal(c, { kind: "not_found" });
    const beds = await readFreeBeds(db, person.hospitalId);
    const others = (await readOccupiedBeds(db, person.hospitalId)).filter((one) => one.stayId !== stayId);
    return c.html(<MovePage {...sheet} {...{ beds, others, values: {}, faults: [], ...shown }} />);
  }

  async function showDischarge(c: AppContext, person: Person, stayId: string, shown: Shown = {}) {
    const sheet = await sheetOf(c, person, stayId);
    if (!sheet) return answerRefusal(c, { kind: "not_found" });
    return c.html(<DischargePage {...sheet} {...{ values: {}, faults: [], ...shown }} />);
  }

  async function showMerge(c: AppContext, person: Person, stayId: string, shown: Shown = {}) {
    const sheet = await sheetOf(c, person, stayId);
    if (!sheet) return answerRefusal(c, { kind: "not_found" });
    const { values = {}, faults = [] } = shown;
    const sides = values.number ? await readSides(person, stayId, values.number.trim()) : null;
    return c.html(<MergePage {...sheet} {...{ values, faults }} sides={sides?.ok ? sides.value : null} />);
  }

  /** The record of the page and the one of the number, in this order. */
  async function readSides(person: Person, stayId: string, number: string): Promise<Result<[MergeSide, MergeSide]>> {
    const { hospitalId } = person;
    const mine = await findPatientOfStay(db, hospitalId, stayId);
    const ours = mine && (await findPatientByNumber(db, hospitalId, mine.number));
    if (!ours) return refuse({ kind: "not_found" });
    const theirs = await findPatientByNumber(db, hospitalId, number);
    if (!theirs) return refuse(fault("number", en.patients.admission.faults.numberUnknown));
    if (theirs.patientId === ours.patientId) return refuse(fault("number", en.patients.merge.faults.same));
    const sideOf = async (record: typeof ours): Promise<MergeSide> => ({
      ...{ record, stay: await findStayOfRecord(db, hospitalId, record.patientId) },
      marks: await readPatientMarks(db, hospitalId, record.patientId),
    });
    return ok([await sideOf(ours), await sideOf(theirs)]);
  }
  return routes;
}

const fault = (field: string, text: string): Extract<Refusal, { kind: "invalid_input" }> => ({
  ...{ kind: "invalid_input", faults: [{ field, reason: "chosen", text }] },
});

/** The text that was read before is kept by the request. */
const posted = async (c: AppContext): Promise<Record<string, string>> =>
  Object.fromEntries(new URLSearchParams(await c.req.text()));
