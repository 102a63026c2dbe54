import type { Ladder, LadderStep } from "./escalation.ts";
import type { Person, Role } from "./staff.ts";

/** A call that a ladder has made: who, and how far it reached. */
export interface Call {
  readonly role: Role;
  readonly reach: LadderStep["reach"];
}

/** Whom a ladder has called up to `level`: each role once, with the widest reach it was called with. */
export function callsOf(ladder: Ladder, level: number): Call[] {
  const reachOf = new Map<Role, Call["reach"]>();
  for (const { roles, reach } of ladder.steps.slice(0, level + 1))
    for (const role of roles) if (reachOf.get(role) !== "hospital") reachOf.set(role, reach);
  return Array.from(reachOf, ([role, reach]) => ({ role, reach }));
}

/**
 * Whom an alert is aimed at, in words that are the same for every viewer and stand in the row as `data-for`:
 * `role:nurse@W1` (on that ward), `role:doctor@*` (everywhere in the hospital), `staff:12` (one person). An alert
 * without a ward concerns every ward. static/board/aim.js has the other half.
 */
export function aimTokens({ calls, wardId }: { readonly calls: readonly Call[]; readonly wardId: string | null }) {
  return calls.map(({ role, reach }) => `role:${role}@${reach === "ward" && wardId !== null ? wardId : "*"}`);
}

export interface Viewer {
  readonly role: Role;
  readonly staffId: string;
  /** The wards this person answers for; null: all of the hospital. */
  readonly wards: readonly string[] | null;
}

/** A person as far as calls are concerned. Who belongs to no ward answers for the one they look at; null: for all. */
export function viewerOf({ role, staffId, wardId }: Person, lookingAt: string | null): Viewer {
  const ward = wardId ?? lookingAt;
  return { role, staffId, wards: ward === null ? null : [ward] };
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
