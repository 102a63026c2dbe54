import { raw } from "hono/html";
import type { BedPicture, Hospital, StayPicture, Ward } from "../domain/board.ts";
import type { RoundStage } from "../domain/rounds.ts";
import { may, type Person } from "../domain/staff.ts";
import { AsOf } from "./as-of.tsx";
import { clockWords } from "./clock-words.ts";
import { type AssetUrls, Layout } from "./layout.tsx";
import { Cover } from "./live.tsx";
import { Moment } from "./moments.tsx";
import { News2Chip } from "./news2-chip.tsx";
import { PageHeader } from "./page-header.tsx";
import { PatientName } from "./patient-name.tsx";
import { type Drawn, drawn } from "./regions.tsx";
import type { Words } from "./words/words.ts";

interface DueRounds {
  readonly hospital: Hospital;
  readonly wards: readonly Ward[];
  readonly beds: readonly BedPicture[];
  readonly lastSets: ReadonlyMap<string, { readonly at: Date; readonly by: string | null }>;
  readonly person: Person;
  readonly words: Words;
}

interface RoundsPageProps extends DueRounds {
  readonly assets: AssetUrls;
  readonly now: Date;
}

/** Whose set of observations is due, ward by ward, the latest first. Asks every five seconds whether it has changed. */
export function RoundsPage({ assets, now, ...due }: RoundsPageProps) {
  const { hospital, person, words } = due;
  const { title } = words.rounds.due;
  const { html, version } = drawDueRounds(due);
  const here = `/hospitals/${hospital.hospitalId}/rounds`;
  return (
    <Layout
      title={title}
      words={words}
      assets={assets}
      bodyClass="paper hospital"
      data={{ "data-role": person.role, ...clockWords(words, hospital.timeZone) }}
      styles={["pages.css", "patients.css"]}
      scripts={["asked.js"]}
    >
      <PageHeader hospital={hospital} person={person} current="rounds" words={words} />
      <p id="said" class="sr" role="status" />
      <main id="content">
        <AsOf now={now} zone={hospital.timeZone} here={here} words={words} />
        <h1>{title}</h1>
        {raw(html)}
        <p class="secondary">{words.secondaryDisplay}</p>
      </main>
      <p id="changed" class="changed" role="status" data-changed={words.alertPage.changed} />
      <div id="live" data-now={now.getTime()} data-version={version} data-ask={here} />
      <Cover words={words} />
    </Layout>
  );
}

/** The list by itself, as it is drawn anew. */
export const drawDueRounds = (due: DueRounds): Drawn => drawn("due-list", <DueList {...due} />);

type InBed = BedPicture & { readonly stay: StayPicture };

function DueList({ wards, beds, ...rest }: DueRounds) {
  const { words } = rest;
  const t = words.rounds.due;
  const filled = beds.filter((bed): bed is InBed => bed.stay !== null);
  return (
    <div id="due-list" class="due-list">
      {wards.map(({ wardId, name }) => {
        const there = filled.filter((bed) => bed.wardId === wardId).sort(byDue);
        const count = (...stages: RoundStage[]) => there.filter(({ stay }) => stages.includes(stay.round.stage)).length;
        return (
          <section class="card" aria-labelledby={`due-${wardId}`}>
            <h2 id={`due-${wardId}`}>
              <bdi>{name}</bdi> <small>{t.counts(count("due"), count("overdue", "long_overdue"))}</small>
            </h2>
            {there.length === 0 ? <p>{t.none}</p> : <DueTable beds={there} {...rest} />}
          </section>
        );
      })}
    </div>
  );
}

const byDue = (a: InBed, b: InBed) => a.stay.round.dueAt.getTime() - b.stay.round.dueAt.getTime();

function DueTable({ beds, hospital, lastSets, person, words }: Omit<DueRounds, "wards" | "beds"> & { beds: InBed[] }) {
  const t = words.rounds.due;
  const at = { zone: hospital.timeZone, words };
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t.when}</th>
          <th scope="col">{t.bed}</th>
          <th scope="col">{t.patient}</th>
          <th scope="col">{t.score}</th>
          <th scope="col">{t.interval}</th>
          <th scope="col">{t.taken}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {beds.map(({ bedId, stay }) => {
          const { stayId, round, patient, away } = stay;
          const last = lastSets.get(stayId);
          return (
            <tr class={round.stage}>
              <td class="when">
                {words.rounds.stages[round.stage]}{" "}
                <Moment at={round.dueAt} ticks={round.stage === "waiting" ? "in" : "since"} dated {...at} />
              </td>
              <th scope="row">{bedId}</th>
              <td class="patient">
                <a href={`/stays/${stayId}`}>
                  <PatientName patient={patient} audience="staff" />
                </a>
                {away && <small> {t.away}</small>}
              </td>
              <td class="score">
                <News2Chip stay={stay} words={words} />
              </td>
              <td class="often">{interval(round.minutes, words)}</td>
              <td class="last">
                {last ? <Moment at={last.at} dated {...at} /> : t.never}
                {last?.by && <small> {t.by(<bdi>{last.by}</bdi>)}</small>}
              </td>
              <td class="enter">
                {may(person.role, "record_observations") && (
                  <a class="button" href={`/stays/${stayId}/observations/new`}>
                    {t.enter}
                  </a>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const interval = (minutes: number, { rounds }: Words) =>
  rounds.every(minutes % 60 === 0 ? rounds.everyHours(minutes / 60) : rounds.everyMinutes(minutes));
