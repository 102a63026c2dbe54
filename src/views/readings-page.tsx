import type { Measurement } from "../domain/measurements.ts";
import type { Fault } from "../domain/refusals.ts";
import type { Person } from "../domain/staff.ts";
import { clockWords } from "./clock-words.ts";
import { type AssetUrls, Layout } from "./layout.tsx";
import { PageHeader } from "./page-header.tsx";
import { ReadingsTable } from "./readings-table.tsx";
import { StayHeading } from "./stay-heading.tsx";
import type { StayDetails } from "./stay-page.tsx";
import { Faults } from "./stay-part.tsx";
import type { Words } from "./words/words.ts";

interface ReadingsPageProps {
  readonly details: StayDetails;
  readonly measurements: readonly Measurement[];
  /** Where the next older ones begin; null: there are none. */
  readonly older: Date | null;
  readonly only: "all" | "sets" | "hand";
  /** The time that the form for saving offers, as a field has it. */
  readonly span: { readonly from: string; readonly until: string };
  readonly faults: readonly Fault[];
  readonly person: Person;
  readonly words: Words;
  readonly assets: AssetUrls;
}

/** All readings of a patient's stay, page by page, with where each comes from; each can be put right, and all can be saved. */
export function ReadingsPage(props: ReadingsPageProps) {
  const { details, measurements, older, only, span, faults, person, words, assets } = props;
  const { hospital, bed } = details;
  const { stayId } = bed.stay;
  const t = words.readings;
  const here = `/stays/${stayId}/observations`;
  const choices = [
    { which: "all", text: t.everything, query: "" },
    { which: "sets", text: t.sets, query: "only=sets" },
    { which: "hand", text: t.onlyByHand, query: "only=hand" },
  ];
  const query = choices.find(({ which }) => which === only)?.query ?? "";
  return (
    <Layout
      title={t.title(bed.bedId)}
      words={words}
      assets={assets}
      bodyClass="paper hospital readings-page"
      styles={["pages.css", "patients.css"]}
      data={{ "data-role": person.role, ...clockWords(words, hospital.timeZone) }}
    >
      <PageHeader hospital={hospital} person={person} words={words} />
      <main id="content">
        <StayHeading details={details} words={words} linked />
        <section class="card" aria-labelledby="readings">
          <h2 id="readings">{t.all}</h2>
          <Faults faults={faults} />
          <nav class="buttons" aria-label={t.which}>
            {choices.map((choice) => (
              <a
                class="button"
                aria-current={choice.which === only ? "true" : undefined}
                href={`${here}${choice.query && `?${choice.query}`}`}
              >
                {choice.text}
              </a>
            ))}
          </nav>
          <ReadingsTable {...{ stayId, measurements, person, words }} zone={hospital.timeZone} correctable />
          <p class="buttons">
            <a class="button" href={`${here}${query && `?${query}`}`}>
              {t.newest}
            </a>
            {older && (
              <a class="button" href={`${here}?${query && `${query}&`}before=${older.getTime()}`}>
                {t.older}
              </a>
            )}
          </p>
        </section>
        <section class="card" aria-labelledby="save">
          <h2 id="save">{t.export.heading}</h2>
          <form class="fields" method="get" action={`${here}/export`}>
            <label>
              {t.export.from}
              <input type="datetime-local" name="from" value={span.from} required />
            </label>
            <label>
              {t.export.until}
              <input type="datetime-local" name="until" value={span.until} required />
            </label>
            <button type="submit" name="form" value="csv">
              {t.export.csv}
            </button>
            <button type="submit" name="form" value="fhir">
              {t.export.fhir}
            </button>
          </form>
        </section>
        <p class="secondary">{words.secondaryDisplay}</p>
      </main>
    </Layout>
  );
}
