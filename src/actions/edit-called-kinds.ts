import { writeAudit } from "../db/audit.ts";
import { insertCalledKind, lockCalledKinds, placeCalledKinds, updateCalledKind } from "../db/called-kinds.ts";
import type { Db, Trx } from "../db/connection.ts";
import {
  isSameName,
  type KindSettings,
  kindIdFrom,
  type ListedKind,
  listedKindsMax,
  movedInList,
  seenOf,
} from "../domain/edit-called-kinds.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";

interface Editing {
  readonly person: Person;
  readonly requestId: string;
}

/** A new kind at the end of the hospital's list; answers its id. Refuses `not_allowed`, `name_taken`, `list_full`. */
export const addCalledKind = (deps: Deps, given: Editing & { readonly settings: KindSettings }) =>
  inList<string>(deps, given, async (trx, kinds) => {
    const { settings, person } = given;
    if (kinds.length >= listedKindsMax) return refuse({ kind: "list_full", max: listedKindsMax });
    if (kinds.some(({ name }) => isSameName(name, settings.name))) return refuse({ kind: "name_taken" });
    const kindId = kindIdFrom(settings.name, new Set(kinds.map((kind) => kind.kindId)));
    await insertCalledKind(trx, person.hospitalId, { ...settings, kindId }, kinds.length);
    return ok({ value: kindId, kindId, reason: "added" });
  });

/**
 * Another name, priority or text, retired or brought back. Alerts that were raised keep what they were raised with. `seen`
 * is the kind as it was looked at (`seenOf`). Refuses `not_allowed`, `not_found`, `name_taken`, `edited_meanwhile`, and
 * `last_of_list` for retiring the last one.
 */
export const changeCalledKind = (
  deps: Deps,
  given: Editing & { readonly kindId: string; readonly seen: string; readonly settings: KindSettings },
) =>
  inList<null>(deps, given, async (trx, kinds) => {
    const { kindId, seen, settings, person } = given;
    const kind = kinds.find((one) => one.kindId === kindId);
    if (!kind) return refuse({ kind: "not_found" });
    if (seenOf(kind) === seenOf(settings)) return ok(nothing);
    if (seenOf(kind) !== seen) return refuse({ kind: "edited_meanwhile", by: null, at: null });
    const others = kinds.filter((one) => one !== kind);
    if (others.some(({ name }) => isSameName(name, settings.name))) return refuse({ kind: "name_taken" });
    if (!settings.active && !others.some(({ active }) => active)) return refuse({ kind: "last_of_list" });
    await updateCalledKind(trx, person.hospitalId, kindId, settings);
    return ok({ value: null, kindId, reason: reasonOf(kind, settings) });
  });

/** One place up or down in the list; at its end nothing. Refuses `not_allowed`, `not_found`. */
export const moveCalledKind = (deps: Deps, given: Editing & { readonly kindId: string; readonly by: -1 | 1 }) =>
  inList<null>(deps, given, async (trx, kinds) => {
    const { kindId, by, person } = given;
    const ids = kinds.map((kind) => kind.kindId);
    if (!ids.includes(kindId)) return refuse({ kind: "not_found" });
    const moved = movedInList(ids, kindId, by);
    if (moved.every((id, place) => id === ids[place])) return ok(nothing);
    await placeCalledKinds(trx, person.hospitalId, moved);
    return ok({ value: null, kindId, reason: by < 0 ? "moved_up" : "moved_down" });
  });

interface Deps {
  readonly db: Db;
}

interface Done<T> {
  readonly value: T;
  readonly kindId: string;
  /** Null: nothing was changed, and nothing is written down. */
  readonly reason: string | null;
}
const nothing: Done<null> = { value: null, kindId: "", reason: null };

/** Under the lock of the hospital's list, audited. No board shows the list itself, so none is told. */
async function inList<T>(
  { db }: Deps,
  { person, requestId }: Editing,
  change: (trx: Trx, kinds: readonly ListedKind[]) => Promise<Result<Done<T>>>,
): Promise<Result<T>> {
  const { hospitalId, staffId, role } = person;
  if (!may(role, "edit_called_kinds")) return refuse({ kind: "not_allowed", action: "edit_called_kinds" });
  return await db.transaction().execute(async (trx) => {
    const done = await change(trx, await lockCalledKinds(trx, hospitalId));
    if (!done.ok) return done;
    const { kindId, reason, value } = done.value;
    const entry = { hospitalId, staffId, action: "edit_called_kind", subject: `called_kind:${kindId}`, requestId };
    if (reason !== null) await writeAudit(trx, { ...entry, reason });
    return ok(value);
  });
}

const reasonOf = (before: ListedKind, after: KindSettings) =>
  before.active === after.active ? "changed" : after.active ? "brought_back" : "retired";
