import { readWards } from "../db/board.ts";
import { readEveryCalledKind } from "../db/called-kinds.ts";
import { type Db, databaseNow } from "../db/connection.ts";
import { readLadderVersions, readNewestLadders } from "../db/ladders.ts";
import { readPresent } from "../db/on-duty.ts";
import { readColleagues, readNames } from "../db/staff.ts";
import { priorities } from "../domain/alerts.ts";
import type { Ladder } from "../domain/escalation.ts";
import { subjectOf } from "../domain/escalation.ts";
import { calledByName, draftOf } from "../domain/ladder-draft.ts";
import { previewOf } from "../domain/ladder-preview.ts";
import { type LadderVersion, ladderInForce, readSubject } from "../domain/ladders-in-force.ts";
import type { Present } from "../domain/on-duty.ts";
import { ok, type Refusal, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import { type EditedLadder, LadderForm } from "../views/ladder-form.tsx";
import { LadderNow, LadderPage, type LadderPageProps, ladderPath } from "../views/ladder-page.tsx";
import type { CalledById } from "../views/ladder-words.tsx";
import { subjectSaid } from "../views/ladder-words.tsx";
import { noticePartial } from "../views/notice.tsx";
import { en } from "../views/words/en.ts";
import type { AppContext } from "./context.ts";
import { hospitalShell } from "./hospital-page.ts";
import { formOf, prepareRefusal, sentenceOf } from "./refusal.tsx";

/** All that the page of a ladder shows beside what is being edited, as it is at one moment. */
export interface LadderView extends Omit<LadderPageProps, "edited" | "refused"> {
  /** By name. */
  readonly canBeCalled: ReadonlySet<string>;
  readonly present: readonly Present[];
  readonly now: Date;
}

/** Reads the ladder that the path names, for the ward that was asked for, else the first. Refuses `not_found`. */
export async function readLadderView(
  db: Db,
  c: AppContext,
  person: Person,
  askedWard: string | undefined,
): Promise<Result<LadderView>> {
  const { hospitalId } = person;
  const subject = readSubject(c.req.param("subject") ?? "");
  const priority = priorities.find((name) => name === c.req.param("priority"));
  if (!subject || !priority) return refuse({ kind: "not_found" });
  const kinds = await readEveryCalledKind(db, hospitalId);
  const called = kinds.find(({ kindId }) => kindId === subject.kindId) ?? null;
  if (subject.kind === "called" && subject.kindId !== null && !called) return refuse({ kind: "not_found" });
  const wards = await readWards(db, hospitalId);
  const ward = askedWard ? wards.find(({ wardId }) => wardId === askedWard) : (wards[0] ?? null);
  if (ward === undefined) return refuse({ kind: "not_found" });

  const asked = { ...subject, priority };
  const versions = await readLadderVersions(db, hospitalId, subjectOf(asked.kind, asked.kindId), priority);
  const newest = await readNewestLadders(db, hospitalId);
  const stands = ladderInForce(newest, asked);
  const people = await readPeople(db, hospitalId, [...versions, stands]);
  const present = await readPresent(db, hospitalId);
  const now = await databaseNow(db);
  const canBeCalled = new Set([...people].flatMap(([staffId, { here }]) => (here ? staffId : [])));
  const preview = previewOf(stands.ladder, ward?.wardId ?? null, present, now);
  const what = subjectSaid(asked, called, en);
  return ok({
    ...(await hospitalShell(db, c, person)),
    ...{ asked, what, stands, versions, preview, wards, ward, people, canBeCalled, present, now },
  });
}

/** What another ladder would do, seen from the same ward at the same moment. */
export const previewIn = ({ ward, present, now }: LadderView, ladder: Ladder) =>
  previewOf(ladder, ward?.wardId ?? null, present, now);

/** Whoever may be called by name, by name, and whoever else these ladders name. */
export async function readPeople(
  db: Db,
  hospitalId: string,
  ladders: readonly Pick<LadderVersion, "ladder">[],
): Promise<CalledById> {
  const colleagues = await readColleagues(db, hospitalId);
  const here = calledByName(colleagues);
  const people = new Map(
    colleagues.flatMap(({ staffId, name }) => (here.has(staffId) ? [[staffId, { name, here: true }]] : [])),
  );
  const named = ladders
    .flatMap(({ ladder }) => ladder?.steps ?? [])
    .flatMap(({ calls }) => calls.flatMap((target) => (target.who === "person" ? target.staffId : [])));
  const gone = [...new Set(named)].filter((staffId) => !here.has(staffId));
  for (const [staffId, name] of await readNames(db, hospitalId, gone)) people.set(staffId, { name, here: false });
  return people;
}

interface Shown {
  /** Left out: the ladder that stands, ready to be edited. */
  readonly edited?: EditedLadder;
  /** Why nothing was saved. */
  readonly refusal?: Refusal;
}

/** The page, or to htmx the parts of it that an edit changes. Who may not edit sees no form. */
export function showLadder(c: AppContext, view: LadderView, { edited, refusal }: Shown = {}) {
  if (refusal) prepareRefusal(c, refusal);
  const { person, asked, stands, versions } = view;
  const untouched = {
    ...{
      draft: draftOf(stands.ladder),
      faults: [],
      seenVersion: versions[0]?.version ?? 0,
      preview: null,
      focus: null,
    },
  };
  const editing = may(person.role, "edit_escalation") ? (edited ?? untouched) : null;
  const overtaken = refusal?.kind === "edited_meanwhile" ? sentenceOf(c, refusal) : null;
  if (formOf(c) !== "partials" || !editing)
    return c.html(<LadderPage {...view} edited={editing} refused={overtaken} />);
  const form = (
    <LadderForm {...view} {...editing} zone={view.hospital.timeZone} action={ladderPath(person.hospitalId, asked)} />
  );
  const parts = [replaced("ladder-form", String(form))];
  if (overtaken !== null)
    parts.push(replaced("ladder-now", String(<LadderNow {...view} edited={editing} refused={null} />)));
  if (refusal)
    parts.push(
      noticePartial("refused", [sentenceOf(c, refusal), overtaken && en.hospital.yours].filter(Boolean).join(" ")),
    );
  return c.html(parts.join(""));
}

const replaced = (id: string, html: string) =>
  `<hx-partial hx-target="#${id}" hx-swap="outerHTML">${html}</hx-partial>`;
