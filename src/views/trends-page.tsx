import { raw } from "hono/html";
import type { Person } from "../domain/staff.ts";
import type { StayFile, TrendPicture } from "../domain/trend-page.ts";
import { besideWindow, rangeNames } from "../domain/trend-ranges.ts";
import { AsOf } from "./as-of.tsx";
import { clockWords } from "./clock-words.ts";
import { type AssetUrls, Layout } from "./layout.tsx";
import { Cover } from "./live.tsx";
import { dayAndTime } from "./moments.tsx";
import { PageHeader } from "./page-header.tsx";
import { safeJson } from "./plot-data.ts";
import { type Drawn, drawn } from "./regions.tsx";
import { TrendAlerts } from "./trend-alerts.tsx";
import { chartsOf, TrendCharts } from "./trend-charts.tsx";
import { ValuesTable } from "./values-table.tsx";
import type { Words } from "./words/words.ts";

export interface TrendParts {
  readonly stay: StayFile;
  readonly picture: TrendPicture;
  readonly words: Words;
}

/** What stands beside the charts and is drawn anew while the page is open. */
export function trendRegions({ stay, picture, words }: TrendParts): Drawn[] {
  const { timeZone: zone } = stay.hospital;
  const values = { ...picture.window, signs: picture.signs };
  return [
    drawn("trend-alerts", <TrendAlerts spans={picture.spans} zone={zone} words={words} />),
    drawn(
      "trend-table",
      <section id="trend-table">
        {picture.signs.length > 0 && <ValuesTable values={values} zone={zone} open words={words} />}
      </section>,
    ),
  ];
}

interface TrendsPageProps extends TrendParts {
  readonly person: Person;
  /** What the page asks for, to know whether it has changed. */
  readonly version: string;
  /** Columns of the charts that came with the page. */
  readonly slices: number;
  readonly assets: AssetUrls;
}

/** All signs of a patient on one axis of time. Without scripts a picture and its numbers; with them it goes on by itself. */
export function TrendsPage({ version, slices, person, assets, ...parts }: TrendsPageProps) {
  const { stay, picture, words } = parts;
  const { hospital, patient, bedId, stayId, now } = stay;
  const { trends: t, alertPage } = words;
  const { window, range } = picture;
  const here = `/stays/${stayId}/trends`;
  const regions = new Map(trendRegions(parts).map((region) => [region.id, region.html]));
  return (
    <Layout
      title={t.windowTitle(bedId)}
      words={words}
      assets={assets}
      bodyClass="paper trends-page"
      data={{ "data-role": person.role, "data-stay": stayId, ...clockWords(words, hospital.timeZone) }}
      styles={["uplot.css", "pages.css", "patients.css"]}
      scripts={["uplot.js", "trends-page.js"]}
    >
      <PageHeader hospital={hospital} person={person} words={words} />
      <p id="said" class="sr" role="status" />
      <main id="content">
        <AsOf now={now} zone={hospital.timeZone} here={`${here}?range=${range}`} words={words} />
        <h1>
          {t.heading}:{" "}
          <bdi>
            {patient.givenName} {patient.familyName}
          </bdi>{" "}
          <small>
            {words.card.ageAndSexLong(patient.ageYears, patient.sex)} · {words.stay.number(patient.number)} ·{" "}
            {bedId ?? t.atHome}
          </small>
        </h1>
        {bedId !== null && (
          <p class="ways">
            <a href={`/stays/${stayId}`}>{t.back}</a>
          </p>
        )}
        <Ranges stay={stay} picture={picture} words={words} />
        <TrendCharts stay={stay} picture={picture} words={words} />
        <script id="plots" type="application/json">
          {raw(safeJson({ ...chartsOf(parts), slices }))}
        </script>
        {raw(regions.get("trend-alerts") ?? "")}
        {raw(regions.get("trend-table") ?? "")}
        <p class="secondary">{words.secondaryDisplay}</p>
      </main>
      <p id="changed" class="changed" role="status" data-changed={alertPage.changed} />
      <div
        id="live"
        data-now={now.getTime()}
        data-version={version}
        data-ask={here}
        data-range={range}
        data-until={window.live ? undefined : window.to.getTime()}
        data-unreachable={t.unreachable}
      />
      <Cover words={words} />
    </Layout>
  );
}

/** Links: each is a page of its own, with or without scripts. */
function Ranges({ stay, picture: { range, window }, words }: TrendParts) {
  const { trends: t } = words;
  const here = `/stays/${stay.stayId}/trends?range=`;
  const { earlier, later } = besideWindow(window, stay);
  const shown = (at: Date) => dayAndTime(at, stay.hospital.timeZone, words);
  return (
    <nav class="ranges" aria-label={t.ranges.label}>
      <ul>
        {rangeNames.map((name) => (
          <li>
            <a href={`${here}${name}`} aria-current={name === range ? "true" : undefined}>
              {t.ranges[name]}
            </a>
          </li>
        ))}
      </ul>
      <ul>
        {earlier && range !== "stay" && (
          <li>
            <a href={`${here}${range}&until=${earlier.getTime()}`} rel="prev">
              {t.earlier}
            </a>
          </li>
        )}
        {later && range !== "stay" && (
          <li>
            <a href={`${here}${range}&until=${later.getTime()}`} rel="next">
              {t.later}
            </a>
          </li>
        )}
        {!window.live && stay.endedAt === null && (
          <li>
            <a href={`${here}${range}`}>{t.now}</a>
          </li>
        )}
      </ul>
      <p id="trend-window">
        {shown(window.from)} {t.to} {shown(window.to)}
      </p>
    </nav>
  );
}
