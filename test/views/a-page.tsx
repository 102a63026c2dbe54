import type { Board } from "../../src/domain/board.ts";
import { defaultCalledKinds } from "../../src/domain/called-kinds.ts";
import { usualPreferences } from "../../src/domain/preferences.ts";
import type { Person } from "../../src/domain/staff.ts";
import { BoardPage } from "../../src/views/board-page.tsx";
import { en } from "../../src/views/words/en.ts";
import { aBoard } from "./a-ward.ts";

export const assets = { url: (name: string) => `/static/${name}` };

export function aPerson(changed: Partial<Person> = {}): Person {
  return { hospitalId: "st-brigid", staffId: "7", name: "Aoife Keane", role: "nurse", wardId: null, ...changed };
}

/** The whole board as it is served, for one person. */
export function boardPage(board: Board = aBoard(), person: Person = aPerson(), idle = false): string {
  const page = (
    <BoardPage
      {...{ board, person, idle, assets }}
      duty={null}
      preferences={usualPreferences}
      kinds={defaultCalledKinds}
      cursor="e1.12"
      build="b1"
      words={en}
    />
  );
  return String(page);
}
