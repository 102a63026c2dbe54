import type { AlertRow, Party } from "../domain/board.ts";
import { isolated } from "./words/en.ts";
import type { Words } from "./words/words.ts";

/** Whom a step calls, as one would say it: `nurses and Dr Singh`. */
export const partyList = (parties: readonly Party[], words: Words): string =>
  new Intl.ListFormat(words.language, { type: "conjunction" }).format([
    ...new Set(parties.map((party) => partyName(party, words))),
  ]);

function partyName(party: Party, words: Words): string {
  if (party.who === "role") return words.roles[party.role].many;
  return party.name === null ? words.alerts.patientsNurse : isolated(party.name);
}

/** Past the last step of the ladder those who were called are called again. */
export const isRepeat = ({ calls, nextCalls }: AlertRow) => {
  const called = new Set(calls.map(keyOf));
  return nextCalls.every((party) => called.has(keyOf(party)));
};

const keyOf = (party: Party) =>
  party.who === "role" ? `${party.role}@${party.reach}` : `${party.who}:${party.staffId}`;
