import type { Hospital } from "../domain/board.ts";
import type { Person } from "../domain/staff.ts";
import { DemoRibbon } from "./layout.tsx";
import type { Words } from "./words/words.ts";

interface PageHeaderProps {
  readonly hospital: Pick<Hospital, "hospitalId" | "name" | "demo">;
  readonly person: Person;
  readonly words: Words;
}

/** The head of pages that are no board: which hospital, where else one can go, who is signed in. */
export function PageHeader({ hospital, person, words }: PageHeaderProps) {
  const { site, header } = words;
  return (
    <header class="page-head">
      <p class="place">
        <bdi>{hospital.name}</bdi>
      </p>
      {hospital.demo && <DemoRibbon words={words} />}
      <nav aria-label={site.navigation}>
        <a href={`/hospitals/${hospital.hospitalId}`}>{site.board}</a>
      </nav>
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
