import type { Hospital } from "../domain/board.ts";
import type { Person } from "../domain/staff.ts";
import type { Sign } from "../domain/vitals.ts";
import { causeName } from "./alert-words.ts";
import { type AssetUrls, Layout } from "./layout.tsx";
import { Moment } from "./moments.tsx";
import { PageHeader } from "./page-header.tsx";
import type { Words } from "./words/words.ts";

interface Listed {
  readonly stayId: string;
  readonly bedId: string;
  readonly reason: string;
  readonly by: string;
  /** Null: for the stay. */
  readonly until: Date | null;
}

interface PausesPageProps {
  readonly hospital: Hospital;
  readonly silences: readonly (Listed & { readonly cause: string | null })[];
  readonly limits: readonly (Listed & { readonly sign: Sign })[];
  readonly words: Words;
  readonly assets: AssetUrls;
  readonly person: Person;
}

/** Everything in the hospital that is not as usual for a time: what nobody may have to look for bed by bed. */
export function PausesPage({ hospital, silences, limits, person, words, assets }: PausesPageProps) {
  const t = words.pauses;
  const line = (one: Listed, what: string) => (
    <li>
      <a href={`/stays/${one.stayId}`}>
        <b>{one.bedId}</b> {what}
      </a>
      {one.until && <> {words.stay.silence.until(<Moment at={one.until} zone={hospital.timeZone} words={words} />)}</>}{" "}
      · <bdi>{one.reason}</bdi> · <bdi>{one.by}</bdi>
    </li>
  );
  return (
    <Layout title={t.title} words={words} assets={assets} bodyClass="paper" styles={["pages.css"]}>
      <PageHeader hospital={hospital} person={person} current="pauses" words={words} />
      <main id="content">
        <h1>{t.title}</h1>
        {silences.length + limits.length === 0 && <p>{t.none}</p>}
        {silences.length > 0 && (
          <section>
            <h2>{t.silences}</h2>
            <ul class="plain">
              {silences.map((one) =>
                line(one, one.cause === null ? words.stay.silence.wholeBed : causeName(one.cause, words)),
              )}
            </ul>
          </section>
        )}
        {limits.length > 0 && (
          <section>
            <h2>{t.limits}</h2>
            <ul class="plain">{limits.map((one) => line(one, words.signs[one.sign].long))}</ul>
          </section>
        )}
        <p class="secondary">{words.secondaryDisplay}</p>
      </main>
    </Layout>
  );
}
