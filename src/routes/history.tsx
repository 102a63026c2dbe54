import { Hono } from "hono";
import { noteHistory } from "../actions/note-history.ts";
import { countHistory, lookedMax, type ReadySearch, readHistory, readySearch } from "../db/alert-history.ts";
import { readHospital, readWards } from "../db/board.ts";
import type { Db } from "../db/connection.ts";
import { readEveryone } from "../db/staff.ts";
import { cursorText, type SearchCursor } from "../domain/alert-search.ts";
import { momentOf } from "../domain/local-time.ts";
import { type Fault, ok, type Refusal, type Result, refuse } from "../domain/refusals.ts";
import type { Person } from "../domain/staff.ts";
import { type SearchValues, searchFields } from "../views/history-filter.tsx";
import { HistoryPage } from "../views/history-page.tsx";
import { en } from "../views/words/en.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { readForm } from "./form.ts";
import { exportHistory } from "./history-export.ts";
import { linkedSearchForm, type SearchForm, searchForm } from "./history-forms.ts";
import { requireMember } from "./hospital-page.ts";
import { answerRefusal, prepareRefusal } from "./refusal.tsx";
import { openedByItself } from "./request.ts";

/** The alerts of a hospital, also those that are over. */
export function historyRoutes({ db }: { readonly db: Db }): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/hospitals/:hospital/alerts", async (c) => {
    const reader = requireMember(c, "read_history");
    if (!reader.ok) return answerRefusal(c, reader.refusal);
    const given = c.req.query();
    const repeated = Object.keys(given).find((name) => (c.req.queries(name) ?? []).length > 1);
    const read = linkedSearchForm.safeParse(given);
    if (!read.success || repeated !== undefined) return answerRefusal(c, invalidLink);
    return show(c, reader.value, { ...read.data, patient: null, text: null }, given);
  });

  routes.post("/hospitals/:hospital/alerts", async (c) => {
    const reader = requireMember(c, "read_history");
    if (!reader.ok) return answerRefusal(c, reader.refusal);
    const form = await readForm(c, searchForm);
    if (!form.ok) return showFaults(c, reader.value, form.refusal);
    const values = await postedValues(c);
    const { patient, text } = form.value;
    if (patient !== null || text !== null) return show(c, reader.value, form.value, values);
    return c.redirect(linkOf(c, values), 303);
  });

  routes.post("/hospitals/:hospital/alerts/export", async (c) => {
    const reader = requireMember(c, "read_history");
    if (!reader.ok) return answerRefusal(c, reader.refusal);
    const form = await readForm(c, searchForm);
    if (!form.ok) return showFaults(c, reader.value, form.refusal);
    const ready = await searchOf(c, db, reader.value, form.value);
    if (!ready.ok) return showFaults(c, reader.value, ready.refusal);
    const saved = await exportHistory(c, db, reader.value, ready.value, fieldsOf(form.value));
    return saved.ok ? saved.value : showFaults(c, reader.value, saved.refusal);
  });

  async function show(c: AppContext, person: Person, form: SearchForm, values: SearchValues) {
    const ready = await searchOf(c, db, person, form);
    if (!ready.ok) return showFaults(c, person, ready.refusal);
    const { hospitalId } = person;
    const found = await readHistory(db, hospitalId, ready.value, form.after ?? null);
    const count = form.after ? null : await countHistory(db, hospitalId, ready.value);
    if (!openedByItself(c))
      await noteHistory(db, person, { did: "open_history", fields: fieldsOf(form), requestId: c.get("requestId") });
    const linkable = form.patient === null && form.text === null;
    return draw(c, person, values, { found, count, next: found.next, linkable, faults: [] });
  }

  async function showFaults(c: AppContext, person: Person, refusal: Refusal) {
    if (refusal.kind !== "invalid_input") return answerRefusal(c, refusal);
    prepareRefusal(c, refusal);
    const values = c.req.method === "POST" ? await postedValues(c) : c.req.query();
    return draw(c, person, values, { found: null, count: null, next: null, linkable: false, faults: refusal.faults });
  }

  async function draw(
    c: AppContext,
    person: Person,
    given: SearchValues,
    {
      next,
      ...rest
    }: Pick<Parameters<typeof HistoryPage>[0], "found" | "count" | "linkable" | "faults"> & {
      readonly next: SearchCursor | null;
    },
  ) {
    const { hospitalId } = person;
    const hospital = await readHospital(db, hospitalId);
    if (!hospital) return answerRefusal(c, { kind: "not_found" });
    const [wards, people] = [await readWards(db, hospitalId), await readEveryone(db, hospitalId)];
    const values = Object.fromEntries(searchFields.flatMap((name) => (given[name] ? [[name, given[name]]] : [])));
    const page = { hospital, person, values, wards, people, lookedMax, words: en, assets: c.get("shell").assets };
    return c.html(<HistoryPage {...page} {...rest} next={next && cursorText(next)} />);
  }
  return routes;
}

/** What was asked as it is looked for: moments of the hospital's clock, a ward and a person that it has, its patient. */
async function searchOf(c: AppContext, db: Db, { hospitalId }: Person, form: SearchForm): Promise<Result<ReadySearch>> {
  const { faults } = en.history;
  const zone = c.get("signedIn")?.timeZone ?? "UTC";
  const from = form.from === null ? null : momentOf(form.from, zone, "from");
  const until = form.until === null ? null : momentOf(form.until, zone, "until");
  const wrong: Fault[] = [];
  const fault = (field: string, reason: string, text: string) => wrong.push({ field, reason, text });
  if (form.from !== null && from === null) fault("from", "no_time", faults.time);
  if (form.until !== null && until === null) fault("until", "no_time", faults.time);
  if (from && until && until <= from) fault("until", "not_in_order", faults.order);
  const { ward: wardId, kind, priority, state, person: staffId, patient, text } = form;
  const search = { wardId, kind, priority, state, staffId, from, until, patient, text };
  const ready = wrong.length === 0 ? await readySearch(db, hospitalId, search) : null;
  if (ready) return ok(ready);
  if (wrong.length === 0) fault("patient", "too_many", faults.tooManyPatients);
  return refuse({ kind: "invalid_input", faults: wrong });
}

const fieldsOf = (form: SearchForm): string[] => searchFields.filter((name) => form[name] !== null);

/** The text that was read before is kept by the request. */
const postedValues = async (c: AppContext): Promise<Record<string, string>> =>
  Object.fromEntries(new URLSearchParams(await c.req.text()));

function linkOf(c: AppContext, values: Record<string, string>): string {
  const given = ["ward", "kind", "priority", "state", "person", "from", "until", "after"].flatMap((name) =>
    values[name] ? [[name, values[name]] as [string, string]] : [],
  );
  const query = new URLSearchParams(given).toString();
  return query === "" ? c.req.path : `${c.req.path}?${query}`;
}

const invalidLink: Refusal = {
  kind: "invalid_input",
  faults: [{ field: "", reason: "link", text: en.history.faults.cursor }],
};
