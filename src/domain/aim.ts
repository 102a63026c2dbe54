import type { Owner } from "./alerts.ts";
import type { Party } from "./board.ts";
import type { Duty } from "./duties.ts";
import type { Person, Role } from "./staff.ts";

interface Aimed {
  /** Everyone the ladder has called so far. */
  readonly calls: readonly Party[];
  readonly wardId: string | null;
  readonly owner: Owner | null;
}

/**
 * Whom an alert is aimed at, in words that are the same for every viewer and stand in the row as `data-for`:
 * `role:nurse@W1` (on that ward), `role:doctor@*` (everywhere in the hospital), `staff:12` (one person). A role that was
 * called with two reaches has the wider one. An alert without a ward concerns every ward; one that somebody was asked to
 * take over is aimed at them alone. static/board/aim.js has the other half.
 */
export function aimTokens({ calls, wardId, owner }: Aimed): string[] {
  if (owner?.is === "asked") return [`staff:${owner.staffId}`];
  const wardOf = new Map<Role, string>();
  const people: string[] = [];
  for (const party of calls)
    if (party.who !== "role") people.push(...(party.staffId === null ? [] : [`staff:${party.staffId}`]));
    else if (wardOf.get(party.role) !== "*")
      wardOf.set(party.role, party.reach === "ward" && wardId !== null ? wardId : "*");
  return [...Array.from(wardOf, ([role, ward]) => `role:${role}@${ward}`), ...new Set(people)];
}

export interface Viewer {
  readonly role: Role;
  readonly staffId: string;
  /** The wards this person answers for; null: all of the hospital. */
  readonly wards: readonly string[] | null;
}

/**
 * A person as far as calls are concerned. Who is on duty for a ward answers for it, and for one that they look at besides;
 * who belongs to no ward and is on duty for none answers for the one they look at; null: for all.
 */
export function viewerOf(
  { role, staffId, wardId }: Person,
  lookingAt: string | null,
  duty: Pick<Duty, "wardId"> | null,
): Viewer {
  const forAll = duty !== null && duty.wardId === null;
  const wards = new Set([wardId ?? duty?.wardId, wardId ?? lookingAt].filter((ward) => typeof ward === "string"));
  return { role, staffId, wards: forAll || wards.size === 0 ? null : [...wards] };
}

/** Whether one of the tokens means this viewer. A screen on the wall stands for everybody on its ward. */
export function isAimedAt(tokens: readonly string[], { role, staffId, wards }: Viewer): boolean {
  return tokens.some((token) => {
    if (token === `staff:${staffId}`) return true;
    const [, called, ward = ""] = /^role:([^@]+)@(.+)$/.exec(token) ?? [];
    const isCalled = called === role || (role === "display" && called !== undefined);
    return isCalled && (ward === "*" || wards === null || wards.includes(ward));
  });
}

/** Whether somebody was called beyond the alert's own ward: then boards of the other wards have to know of it, too. */
export const reachesBeyondWard = (tokens: readonly string[]) =>
  tokens.some((token) => token.endsWith("@*") || token.startsWith("staff:"));
