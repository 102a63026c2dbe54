import type { z } from "zod";
import type { StoredAlert } from "../db/alerts.ts";
import { readParts } from "../db/board.ts";
import { type Db, databaseNow } from "../db/connection.ts";
import { faultName } from "../db/faults.ts";
import { ok, type Refusal } from "../domain/refusals.ts";
import type { Person } from "../domain/staff.ts";
import { isElsewhere, isShownOn } from "../domain/urgency.ts";
import type { Hub } from "../events/hub.ts";
import type { Log } from "../log.ts";
import { alertWhat } from "../views/alert-words.ts";
import { audienceOf } from "../views/board-page.tsx";
import { noticePartial } from "../views/notice.tsx";
import { drawAlerts, drawElsewhere, hasElsewhere, partial } from "../views/regions.tsx";
import { en } from "../views/words/en.ts";
import { showAlert } from "./alert-page.tsx";
import { boardPath } from "./board-path.ts";
import { type AppContext, requirePerson, requireWard } from "./context.ts";
import { readForm } from "./form.ts";
import { answerRefusal, formOf } from "./refusal.tsx";

export interface AlertRouteDeps {
  readonly db: Db;
  readonly hub: Hub;
  readonly log: Log;
}

/** Where a form about an alert was posted from, and so what its answer redraws or leads back to. */
interface PostedFrom {
  readonly ward?: string | undefined;
  readonly screen?: "board" | "alert" | undefined;
}

export interface Posted<T> {
  readonly person: Person;
  readonly form: T;
  /** The ward looked at. */
  readonly wardId: string | null;
  /** `board`, `board:W1`, `alert`: as it is written down. */
  readonly screen: string;
  readonly requestId: string;
}

/** Who posts what, from where. Refuses `not_signed_in`, `invalid_input`, `not_found` for the ward. */
export async function readPosted<T extends PostedFrom>(c: AppContext, schema: z.ZodType<T>) {
  const person = requirePerson(c);
  if (!person.ok) return person;
  const form = await readForm(c, schema);
  if (!form.ok) return form;
  const ward = requireWard(person.value, form.value.ward);
  if (!ward.ok) return ward;
  const onBoard = ward.value === null ? "board" : `board:${ward.value}`;
  const screen = form.value.screen === "alert" ? "alert" : onBoard;
  return ok<Posted<T>>({
    ...{ person: person.value, form: form.value, wardId: ward.value, screen, requestId: c.get("requestId") },
  });
}

export type AlertReply = ReturnType<typeof createAlertReply>;

/** How what was done to an alert is answered: to htmx with the list and a sentence, else by the page it came from. */
export function createAlertReply({ db, hub, log }: AlertRouteDeps) {
  /** `undo`: the alert whose answer can be taken back for a moment. */
  async function done(
    c: AppContext,
    { person, wardId, screen }: Pick<Posted<unknown>, "person" | "wardId" | "screen">,
    said: string,
    about: { readonly alertId: string; readonly undo?: boolean },
  ) {
    const back = screen === "alert" ? `/alerts/${about.alertId}` : boardPath(person, wardId);
    if (formOf(c) !== "partials") return c.redirect(back, 303);
    const undo = about.undo ? { alertId: about.alertId, wardId, words: en } : undefined;
    return c.html((await listFor(c, person, wardId)) + noticePartial("done", said, { undo }));
  }

  /** With the list, so that who came too late sees what the alert is now, and not only that it is not what it was. */
  async function refused(
    c: AppContext,
    { person, wardId, screen, alertId }: Pick<Posted<unknown>, "person" | "wardId" | "screen"> & { alertId: string },
    refusal: Refusal,
  ) {
    if (screen === "alert" && formOf(c) === "page") return showAlert(c, db, person, alertId, refusal);
    const answer = await answerRefusal(c, refusal);
    if (formOf(c) !== "partials") return answer;
    return c.html((await listFor(c, person, wardId)) + (await answer.text()));
  }

  /** The list as it is now, or nothing: what was done is done, and an answer that failed would say otherwise. */
  async function listFor(c: AppContext, person: Person, wardId: string | null): Promise<string> {
    try {
      const { cursor, list } = await drawList(person, wardId);
      c.header("Wardlight-Cursor", cursor);
      return list;
    } catch (error) {
      log.warn({ requestId: c.get("requestId"), fault: faultName(error) }, "the list could not be drawn for an answer");
      return "";
    }
  }

  /** The cursor before the list, so that a page with newer truth from its stream knows to keep that. */
  async function drawList(person: Person, wardId: string | null) {
    const cursor = await hub.cursor(person.hospitalId);
    const now = await databaseNow(db);
    const wanted = { beds: "none", tilesOf: [], alerts: true, trends: false } as const;
    const parts = await readParts(db, person.hospitalId, wanted, now);
    if (!parts) throw new Error("the hospital of somebody who is signed in does not exist");
    const { hospital, wards } = parts;
    const rows = parts.alerts.filter((row) => isShownOn(row, wardId));
    const context = { hospital, wards, wardId, audience: audienceOf(person), words: en, now };
    const lists = [drawAlerts(rows, context)];
    if (hasElsewhere(context)) {
      const elsewhere = parts.alerts.filter((row) => isElsewhere(row, wardId));
      lists.push(drawElsewhere(elsewhere, context));
    }
    return { cursor, list: lists.map(partial).join("") };
  }

  return { done, refused };
}

/** What and where, for a sentence about it: `Fall · W1-04`. */
export const whatAndWhere = (alert: StoredAlert) =>
  [alertWhat(alert, en), alert.bedId ?? alert.place].filter((part) => part !== null).join(" · ");
