import type { Hospital } from "../domain/board.ts";
import type { Sign } from "../domain/vitals.ts";
import { causeName } from "./alert-words.ts";
import { type AssetUrls, Layout, Masthead } from "./layout.tsx";
import { Moment } from "./moments.tsx";
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
  readonly demo: boolean;
}

/** Everything in the hospital that is not as usual for a time: what nobody may have to look for bed by bed. */
export function PausesPage({ hospital, silences, limits, words, assets, demo }: PausesPageProps) {
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
    <Layout title={t.title} words={words} assets={assets} bodyClass="single">
      <Masthead words={words} demo={demo} />
      <main id="content" class="sheet wide">
        <h1>{t.title}</h1>
        {silences.length + limits.length === 0 && <p>{t.none}</p>}
        {silences.length > 0 && <h2>{t.silences}</h2>}
        <ul class="plain">
          {silences.map((one) =>
            line(one, one.cause === null ? words.stay.silence.wholeBed : causeName(one.cause, words)),
          )}
        </ul>
        {limits.length > 0 && <h2>{t.limits}</h2>}
        <ul class="plain">{limits.map((one) => line(one, words.signs[one.sign].long))}</ul>
        <p>
          <a href={`/hospitals/${hospital.hospitalId}`}>{words.raise.back}</a>
        </p>
      </main>
      <footer class="secondary">{words.secondaryDisplay}</footer>
    </Layout>
  );
}
