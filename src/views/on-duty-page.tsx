import type { Hospital, Ward } from "../domain/board.ts";
import type { OnDuty } from "../domain/duties.ts";
import { may, type Person } from "../domain/staff.ts";
import { type AssetUrls, Layout } from "./layout.tsx";
import { Moment } from "./moments.tsx";
import { PageHeader } from "./page-header.tsx";
import type { Words } from "./words/words.ts";

interface OnDutyPageProps {
  readonly assets: AssetUrls;
  readonly words: Words;
  readonly hospital: Hospital;
  readonly wards: readonly Ward[];
  readonly present: readonly OnDuty[];
  readonly person: Person;
}

/** Who can be called for which ward, and until when. A ward for which nobody is there says so. */
export function OnDutyPage({ assets, words, hospital, wards, present, person }: OnDutyPageProps) {
  const said = words.duty;
  const groups = [
    ...wards.map(({ wardId, name }) => ({ wardId, name: <bdi>{name}</bdi> })),
    { wardId: null, name: <>{words.header.allWards}</> },
  ];
  return (
    <Layout title={said.who} words={words} assets={assets} styles={["pages.css"]} bodyClass="paper">
      <PageHeader hospital={hospital} person={person} current="onDuty" words={words} />
      <main id="content" class="on-duty">
        <h1>{said.who}</h1>
        {groups.map(({ wardId, name }) => {
          const there = present.filter((one) => one.wardId === wardId);
          return (
            <section aria-labelledby={`on-duty-${wardId ?? "all"}`}>
              <h2 id={`on-duty-${wardId ?? "all"}`}>
                {name} {wardId !== null && <small>{wardId}</small>}
              </h2>
              {there.length === 0 && <p class="nobody">{said.nobody}</p>}
              {there.length > 0 && <People people={there} hospital={hospital} words={words} />}
            </section>
          );
        })}
        {may(person.role, "go_on_duty") && (
          <p>
            <a class="button" href="/duty">
              {said.mine}
            </a>
          </p>
        )}
        <p class="secondary">{words.secondaryDisplay}</p>
      </main>
    </Layout>
  );
}

function People({ people, hospital, words }: { people: readonly OnDuty[]; hospital: Hospital; words: Words }) {
  return (
    <ul>
      {people.map(({ name, role, until }) => (
        <li>
          <b>
            <bdi>{name}</bdi>
          </b>{" "}
          <span>{words.roles[role].one}</span>{" "}
          <span class="until">
            {words.duty.untilTime(<Moment at={until} zone={hospital.timeZone} words={words} />)}
          </span>
        </li>
      ))}
    </ul>
  );
}
