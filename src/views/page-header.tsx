import type { Hospital } from "../domain/board.ts";
import type { Person } from "../domain/staff.ts";
import { HospitalNav, type HospitalPage } from "./hospital-nav.tsx";
import { DemoRibbon } from "./layout.tsx";
import type { Words } from "./words/words.ts";

interface PageHeaderProps {
  readonly hospital: Pick<Hospital, "hospitalId" | "name" | "demo">;
  readonly person: Person;
  /** The page of the hospital that this is; left out: none of them. */
  readonly current?: HospitalPage;
  readonly words: Words;
}

/** The head of pages that are no board: which hospital, where else one can go, who is signed in. */
export function PageHeader({ hospital, person, current, words }: PageHeaderProps) {
  const { header } = words;
  return (
    <header class="page-head">
      <p class="place">
        <bdi>{hospital.name}</bdi>
      </p>
      {hospital.demo && <DemoRibbon words={words} />}
      <HospitalNav person={person} current={current} words={words} />
      <div class="me">
        <p>
          <bdi>{person.name}</bdi> <small>{words.roles[person.role].one}</small>
        </p>
        <form method="post" action="/session/end">
          <button type="submit">{header.signOut}</button>
        </form>
      </div>
    </header>
  );
}
