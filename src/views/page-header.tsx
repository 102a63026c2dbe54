import type { Hospital } from "../domain/board.ts";
import { may, type Person } from "../domain/staff.ts";
import { DemoRibbon } from "./layout.tsx";
import type { Words } from "./words/words.ts";

export type SitePage = "history";

interface PageHeaderProps {
  readonly hospital: Pick<Hospital, "hospitalId" | "name" | "demo">;
  readonly person: Person;
  /** The page that is looked at, where it is one that the head leads to. */
  readonly page?: SitePage;
  readonly words: Words;
}

/** The head of pages that are no board: which hospital, where else one can go, who is signed in. */
export function PageHeader({ hospital, person, page, words }: PageHeaderProps) {
  const { site, header } = words;
  const here = `/hospitals/${hospital.hospitalId}`;
  const current = (name: SitePage) => (name === page ? "page" : undefined);
  return (
    <header class="page-head">
      <p class="place">
        <bdi>{hospital.name}</bdi>
      </p>
      {hospital.demo && <DemoRibbon words={words} />}
      <nav aria-label={site.navigation}>
        <a href={here}>{site.board}</a>
        {may(person.role, "read_history") && (
          <a href={`${here}/alerts`} aria-current={current("history")}>
            {site.history}
          </a>
        )}
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
