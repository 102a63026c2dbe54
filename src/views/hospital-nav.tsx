import { may, type Permission, type Person } from "../domain/staff.ts";
import type { Words } from "./words/words.ts";

/** The pages of a hospital beside its board, in the order of the menu, and what one needs to see each. */
export const hospitalPages = [
  { page: "patients", path: "/patients", permission: "find_patients" },
  { page: "rounds", path: "/rounds", permission: "read_rounds" },
  { page: "held", path: "/held-readings", permission: "read_held" },
  { page: "history", path: "/alerts", permission: "read_history" },
  { page: "onDuty", path: "/duty", permission: "read_history" },
  { page: "escalation", path: "/escalation", permission: "read_escalation" },
  { page: "calledKinds", path: "/called-kinds", permission: "edit_called_kinds" },
  { page: "rules", path: "/rules", permission: "edit_rules" },
  { page: "pauses", path: "/pauses", permission: "read_history" },
  { page: "alarmLoad", path: "/alarm-load", permission: "read_alarm_load" },
  { page: "devices", path: "/devices", permission: "edit_devices" },
] as const satisfies readonly {
  readonly page: keyof Words["hospital"]["pages"];
  /** Below `/hospitals/:hospital`. */
  readonly path: string;
  readonly permission: Permission;
}[];
export type HospitalPage = (typeof hospitalPages)[number]["page"];

interface HospitalNavProps {
  readonly person: Person;
  /** The one that is looked at. */
  readonly current?: HospitalPage | undefined;
  readonly words: Words;
}

/** Ways to the pages that this person may see; the board first. */
export function HospitalNav({ person, current, words }: HospitalNavProps) {
  const here = `/hospitals/${person.hospitalId}`;
  return (
    <nav aria-label={words.site.navigation}>
      <a href={here}>{words.site.board}</a>
      {pagesFor(person).map(({ page, path }) => (
        <a href={here + path} aria-current={page === current ? "page" : undefined}>
          {words.hospital.pages[page]}
        </a>
      ))}
    </nav>
  );
}

/** The same behind one sign, for the board's header. Nothing where there is nothing for this person. */
export function HospitalMenu({ person, words }: Omit<HospitalNavProps, "current">) {
  const pages = pagesFor(person);
  if (pages.length === 0) return null;
  return (
    <details id="hospital-menu" class="hospital-menu">
      <summary id="hospital-menu-open" title={words.hospital.menu}>
        <span aria-hidden="true">☰</span>
        <span class="sr">{words.hospital.menu}</span>
      </summary>
      <nav class="panel" aria-label={words.site.navigation}>
        {pages.map(({ page, path }) => (
          <a href={`/hospitals/${person.hospitalId}${path}`}>{words.hospital.pages[page]}</a>
        ))}
      </nav>
    </details>
  );
}

const pagesFor = ({ role }: Person) => hospitalPages.filter(({ permission }) => may(role, permission));
