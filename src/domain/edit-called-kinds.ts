import type { CalledKind } from "./called-kinds.ts";
import { kindIdForm } from "./called-kinds.ts";

/** A kind with whether it can be called for now. One that is retired stays: alerts of it are history. */
export interface ListedKind extends CalledKind {
  readonly active: boolean;
}

/** What of a kind is edited; its id and its place in the list are not. */
export type KindSettings = Omit<ListedKind, "kindId">;

/** Longer does not fit a row of the list on a phone. */
export const kindNameCharactersMax = 60;
/** As much as is read on the way. */
export const kindTextCharactersMax = 200;
/** A list that has to be searched is no help to somebody in a hurry. Retired ones count. */
export const listedKindsMax = 60;

/** All that a form shows of a kind, in one line: whether somebody has changed it since is a comparison. */
export const seenOf = ({ name, priority, clinical, text, active }: KindSettings): string =>
  JSON.stringify([name, priority, clinical, text, active]);

/** Capitals, accents' spellings and spaces make no other name. */
export const isSameName = (a: string, b: string) => folded(a) === folded(b);
const folded = (name: string) => name.normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase();

const idCharactersMax = 32;

/** An id for a new kind: what its name leaves of plain letters, and a number where that is taken. It never changes after. */
export function kindIdFrom(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, idCharactersMax)
    .replace(/_+$/, "");
  const stem = kindIdForm.test(plain) ? plain : `kind_${plain}`.replace(/_+$/, "");
  for (let number = 1; ; number++) {
    const id = number === 1 ? stem : `${stem}_${number}`;
    if (!taken.has(id)) return id;
  }
}

/** The ids in their order after one of them has changed places with its neighbour; the same where it has none. */
export function movedInList(ids: readonly string[], id: string, by: -1 | 1): string[] {
  const from = ids.indexOf(id);
  const to = from + by;
  const other = ids[to];
  if (from < 0 || other === undefined) return [...ids];
  return ids.map((one, place) => (place === from ? other : place === to ? id : one));
}
