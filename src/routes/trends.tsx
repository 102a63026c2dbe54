import { Hono } from "hono";
import { noteTrendsOpened } from "../actions/open-board.ts";
import type { Db } from "../db/connection.ts";
import { readAlertSpans, readStayFile, readStayVersion } from "../db/stay-file.ts";
import { readTrend } from "../db/trends.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import type { Person } from "../domain/staff.ts";
import type { StayFile, TrendPicture } from "../domain/trend-page.ts";
import { rangeWindow, type TrendRange, type TrendWindow } from "../domain/trend-ranges.ts";
import { signs } from "../domain/vitals.ts";
import { chartsOf } from "../views/trend-charts.tsx";
import { TrendsPage, trendRegions } from "../views/trends-page.tsx";
import { en } from "../views/words/en.ts";
import { type AppContext, type AppEnv, requirePerson } from "./context.ts";
import { readFields } from "./form.ts";
import { answerRefusal } from "./refusal.tsx";
import { openedByItself } from "./request.ts";
import { pointsForm, rangeForm } from "./trend-forms.ts";

/** Columns of the charts that come with a page: of a script that draws wider it asks for its own. */
const pageSlices = 480;

/**
 * A patient's trends. Whoever opens them is there and known; a page that is open already goes on being read while its
 * person is away, as a board does. It asks every five seconds whether it has changed, and then for what is new.
 */
export function trendRoutes({ db }: { readonly db: Db }): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/stays/:stay/trends", async (c) => {
    const person = noScreen(requirePerson(c));
    if (!person.ok) return answerRefusal(c, person.refusal);
    const { hospitalId } = person.value;
    const stayId = c.req.param("stay");
    // The version before the rest: what happens in between is asked for once more.
    const versioned = await readStayVersion(db, hospitalId, stayId);
    const parts = versioned && (await readRange(c, hospitalId, stayId));
    if (!parts) return answerRefusal(c, { kind: "not_found" });
    if (!openedByItself(c)) await noteTrendsOpened(db, person.value, stayId, c.get("requestId"));
    const page = { ...parts, person: person.value, words: en, version: versioned.version, slices: pageSlices };
    return c.html(<TrendsPage {...page} assets={c.get("shell").assets} />);
  });

  routes.get("/stays/:stay/trends/version", async (c) => {
    const reader = readerOf(c);
    if (!reader.ok) return answerRefusal(c, reader.refusal, "empty");
    const found = await readStayVersion(db, reader.value.hospitalId, c.req.param("stay"));
    if (!found) return answerRefusal(c, { kind: "not_found" }, "empty");
    return c.json({ version: found.version, now: found.now.getTime() });
  });

  routes.get("/stays/:stay/trends/regions", async (c) => {
    const reader = readerOf(c);
    if (!reader.ok) return answerRefusal(c, reader.refusal, "empty");
    const parts = await readRange(c, reader.value.hospitalId, c.req.param("stay"));
    if (!parts) return answerRefusal(c, { kind: "not_found" }, "empty");
    return c.html(
      trendRegions({ ...parts, words: en })
        .map(({ html }) => html)
        .join(""),
    );
  });

  routes.get("/stays/:stay/trends/points", async (c) => {
    const reader = readerOf(c);
    if (!reader.ok) return answerRefusal(c, reader.refusal, "empty");
    const asked = readFields(c.req.query(), pointsForm);
    if (!asked.ok) return answerRefusal(c, asked.refusal, "empty");
    const stay = await readStayFile(db, reader.value.hospitalId, c.req.param("stay"));
    if (!stay) return answerRefusal(c, { kind: "not_found" }, "empty");
    const { from, to = stay.now, slices } = asked.value;
    const window = { from, to, live: asked.value.to === undefined };
    const picture = await readPicture(stay, "stay", window, slices);
    return c.json(chartsOf({ stay, picture, words: en }));
  });

  async function readRange(c: AppContext, hospitalId: string, stayId: string) {
    const stay = await readStayFile(db, hospitalId, stayId);
    if (!stay) return null;
    const { range, until } = rangeForm.parse(c.req.query());
    const window = rangeWindow(range, until, stay, stay.now);
    return { stay, picture: await readPicture(stay, range, window, pageSlices) };
  }

  async function readPicture(
    { hospital: { hospitalId }, stayId }: StayFile,
    range: TrendRange,
    window: TrendWindow,
    slices: number,
  ): Promise<TrendPicture> {
    const trend = await readTrend(db, hospitalId, stayId, { signs, ...window, slices });
    const measured = trend.signs.filter(({ points }) => points.some(({ value }) => value !== null));
    const spans = await readAlertSpans(db, hospitalId, stayId, window);
    return { range, window, resolution: trend.resolution, signs: measured, spans };
  }

  return routes;
}

/** A screen on the wall shows no patient's page. */
function noScreen(person: Result<Person>): Result<Person> {
  return person.ok && person.value.role === "display" ? refuse({ kind: "not_found" }) : person;
}

/** Also of somebody who has been away for a while. */
function readerOf(c: AppContext): Result<Person> {
  const signedIn = c.get("signedIn");
  return noScreen(signedIn ? ok(signedIn.person) : refuse({ kind: "not_signed_in" }));
}
