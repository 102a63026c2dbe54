import { Hono } from "hono";
import type { z } from "zod";
import { admitPatient } from "../actions/admit-patient.ts";
import { noteSearch } from "../actions/note-search.ts";
import { readFreeBeds } from "../db/beds.ts";
import { readWards } from "../db/board.ts";
import type { Db } from "../db/connection.ts";
import { findPatients, foundPatientsMax } from "../db/patient-search.ts";
import { findPatientByNumber, type PatientRecord } from "../db/patients.ts";
import type { Fault, Refusal } from "../domain/refusals.ts";
import type { Person } from "../domain/staff.ts";
import { AdmissionPage } from "../views/admission-page.tsx";
import { FindPatientPage } from "../views/find-patient-page.tsx";
import { en } from "../views/words/en.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { readForm } from "./form.ts";
import { hospitalShell, requireMember } from "./hospital-page.ts";
import { admissionForm, searchForm } from "./patient-forms.ts";
import { answerRefusal, prepareRefusal } from "./refusal.tsx";

const { faults: said } = en.patients.admission;

/** Finding somebody, and laying somebody into a bed. What is looked for is posted: a name stands in no URL. */
export function patientRoutes({ db }: { readonly db: Db }): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/hospitals/:hospital/patients", async (c) => {
    const person = requireMember(c, "find_patients");
    if (!person.ok) return answerRefusal(c, person.refusal);
    return showSearch(c, person.value, {});
  });

  routes.post("/hospitals/:hospital/patients", async (c) => {
    const person = requireMember(c, "find_patients");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const form = await readForm(c, searchForm);
    if (!form.ok) return refuseSearch(c, person.value, form.refusal);
    const { text } = form.value;
    const found = await findPatients(db, person.value.hospitalId, text);
    await noteSearch(db, person.value, "search", c.get("requestId"));
    return showSearch(c, person.value, { text, found });
  });

  routes.get("/hospitals/:hospital/admission", async (c) => {
    const person = requireMember(c, "admit_and_move");
    if (!person.ok) return answerRefusal(c, person.refusal);
    return showAdmission(c, person.value, { values: { bed: c.req.query("bed") ?? "" } });
  });

  routes.post("/hospitals/:hospital/admission", async (c) => {
    const person = requireMember(c, "admit_and_move");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const form = await readForm(c, admissionForm);
    if (!form.ok) return refuseAdmission(c, person.value, form.refusal);
    const { number } = form.value;
    if (form.value.who === "known") {
      const found = await findPatientByNumber(db, person.value.hospitalId, number);
      await noteSearch(db, person.value, "number", c.get("requestId"));
      if (!found) return refuseAdmission(c, person.value, { kind: "not_found" });
      // Whom the number means is looked at by a person before anybody is laid into a bed by it.
      if (form.value.patient !== found.patientId) {
        const values = { who: "known", number, bed: form.value.bed };
        return showAdmission(c, person.value, { values, found });
      }
    }
    const done = await admitPatient({ db }, admissionOf(c, person.value, form.value));
    if (!done.ok) return refuseAdmission(c, person.value, done.refusal);
    return c.redirect(`/stays/${done.value.stayId}`, 303);
  });

  function admissionOf(c: AppContext, person: Person, form: z.infer<typeof admissionForm>) {
    const { who: _, bed: bedId, ...rest } = form;
    const patient =
      form.who === "known" ? { number: form.number } : { new: rest as Extract<typeof form, { who: "new" }> };
    return { person, patient, bedId, requestId: c.get("requestId") };
  }

  async function refuseSearch(c: AppContext, person: Person, refusal: Refusal) {
    if (refusal.kind !== "invalid_input") return answerRefusal(c, refusal);
    prepareRefusal(c, refusal);
    return showSearch(c, person, { text: (await posted(c)).text ?? "", faults: refusal.faults });
  }

  async function showSearch(
    c: AppContext,
    person: Person,
    given: Partial<Pick<Parameters<typeof FindPatientPage>[0], "text" | "found" | "faults">>,
  ) {
    const search = { text: "", found: null, faults: [], foundMax: foundPatientsMax, ...given };
    return c.html(<FindPatientPage {...(await hospitalShell(db, c, person))} {...search} />);
  }

  async function refuseAdmission(c: AppContext, person: Person, refusal: Refusal) {
    const faults = refusal.kind === "invalid_input" ? refusal.faults : faultOf(refusal);
    if (!faults) return answerRefusal(c, refusal);
    prepareRefusal(c, refusal);
    return showAdmission(c, person, { values: await posted(c), faults });
  }

  async function showAdmission(
    c: AppContext,
    person: Person,
    given: {
      readonly values: Readonly<Record<string, string>>;
      readonly faults?: readonly Fault[];
      readonly found?: PatientRecord;
    },
  ) {
    const beds = await readFreeBeds(db, person.hospitalId);
    const wards = await readWards(db, person.hospitalId);
    const { values, faults = [], found = null } = given;
    const form = { beds, wards, values, faults, found };
    return c.html(<AdmissionPage {...(await hospitalShell(db, c, person))} {...form} />);
  }
  return routes;
}

/** The text that was read before is kept by the request. */
const posted = async (c: AppContext): Promise<Record<string, string>> =>
  Object.fromEntries(new URLSearchParams(await c.req.text()));

/** What an admission was refused for, as the fault of its field; null: it is about the whole of it. */
function faultOf(refusal: Refusal): Fault[] | null {
  const fault = (field: string, text: string) => [{ field, reason: refusal.kind, text }];
  switch (refusal.kind) {
    case "unknown_bed":
      return fault("bed", said.bed);
    case "bed_taken":
      return fault("bed", said.bedTaken(refusal.bedId));
    case "number_taken":
      return fault("number", said.numberTaken);
    case "not_found":
      return fault("number", said.numberUnknown);
    case "already_here":
      return fault("number", said.alreadyHere(refusal.bedId));
    default:
      return null;
  }
}
