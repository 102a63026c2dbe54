import { raw } from "hono/html";
import type { AlertFile } from "../domain/alert-file.ts";
import type { AlertValues } from "../domain/alert-values.ts";
import type { Person } from "../domain/staff.ts";
import { AlertAudit, type AuditShown } from "./alert-audit.tsx";
import { AlertDoing, type Askable } from "./alert-doing.tsx";
import { AlertHead } from "./alert-head.tsx";
import { AlertTimeline } from "./alert-timeline.tsx";
import { AlertValuesAround } from "./alert-values.tsx";
import { AsOf } from "./as-of.tsx";
import { clockWords } from "./clock-words.ts";
import type { DrawContext } from "./draw-context.ts";
import { type AssetUrls, Layout } from "./layout.tsx";
import { Cover } from "./live.tsx";
import { PageHeader } from "./page-header.tsx";
import { type Drawn, drawn } from "./regions.tsx";
import type { Words } from "./words/words.ts";

export interface AlertPageParts {
  readonly file: AlertFile;
  readonly stepsMax: number;
  readonly values: AlertValues;
  /** Null: not theirs to read. */
  readonly audit: AuditShown | null;
  readonly colleagues: readonly Askable[];
  readonly person: Person;
  readonly words: Words;
}

/** The parts of the page that change, each by itself: one whose version is the same looks the same. */
export function alertRegions({ file, stepsMax, values, audit, colleagues, person, words }: AlertPageParts): Drawn[] {
  const { hospital, wards, alert, now } = file;
  const ctx: DrawContext = { hospital, wards, wardId: null, audience: "staff", words, now };
  return [
    drawn("alert-head", <AlertHead alert={alert} ctx={ctx} />),
    drawn("alert-doing", <AlertDoing alert={alert} person={person} colleagues={colleagues} ctx={ctx} />),
    drawn("alert-timeline", <AlertTimeline file={file} stepsMax={stepsMax} ctx={ctx} />),
    drawn("alert-values", <AlertValuesAround file={file} values={values} ctx={ctx} />),
    ...(audit ? [drawn("alert-audit", <AlertAudit audit={audit} ctx={ctx} />)] : []),
  ];
}

interface AlertPageProps extends AlertPageParts {
  /** What the page asks for, to know whether it has changed. */
  readonly version: string;
  /** Why what was sent was not done, in a sentence. */
  readonly refused: string | null;
  readonly assets: AssetUrls;
}

/** Everything about one alert, and what can be done. Says as of when it is; a script asks every five seconds. */
export function AlertPage({ version, refused, assets, ...parts }: AlertPageProps) {
  const { file, person, words } = parts;
  const { hospital, alert, now } = file;
  const { alertPage: page } = words;
  const here = `/alerts/${alert.alertId}`;
  const regions = new Map(alertRegions(parts).map((region) => [region.id, region.html]));
  const region = (id: string) => raw(regions.get(id) ?? "");
  return (
    <Layout
      title={page.windowTitle(words.priorities[alert.priority])}
      words={words}
      assets={assets}
      bodyClass="paper alert-page"
      data={{ "data-role": person.role, ...clockWords(words, hospital.timeZone) }}
      styles={["uplot.css", "pages.css"]}
      scripts={["uplot.js", "alert-page.js"]}
    >
      <PageHeader hospital={hospital} person={person} words={words} />
      <p id="said" class="sr" role="status" />
      <main id="content">
        <AsOf now={now} zone={hospital.timeZone} here={here} words={words} />
        {refused !== null && (
          <p class="refused" role="alert">
            {refused}
          </p>
        )}
        <div class="column">
          {region("alert-head")}
          {region("alert-doing")}
          {region("alert-timeline")}
        </div>
        <div class="column">
          {region("alert-values")}
          {region("alert-audit")}
        </div>
        <p class="secondary">{words.secondaryDisplay}</p>
      </main>
      <p id="changed" class="changed" role="status" data-changed={page.changed} />
      <div id="live" data-now={now.getTime()} data-version={version} data-ask={here} />
      <Cover words={words} />
    </Layout>
  );
}
