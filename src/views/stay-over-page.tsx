import type { Hospital } from "../domain/board.ts";
import type { Person } from "../domain/staff.ts";
import type { StayEnding } from "../domain/stay-endings.ts";
import { type AssetUrls, Layout } from "./layout.tsx";
import { Moment } from "./moments.tsx";
import { PageHeader } from "./page-header.tsx";
import type { Words } from "./words/words.ts";

/** A stay that has ended. */
export interface EndedStay {
  readonly hospital: Hospital;
  readonly number: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly bornOn: string;
  readonly bedId: string | null;
  readonly beganAt: Date;
  readonly endedAt: Date;
  readonly ending: StayEnding | null;
  /** The stay of the same person that goes on. */
  readonly goesOn: string | null;
}

interface StayOverPageProps {
  readonly stay: EndedStay;
  readonly person: Person;
  readonly words: Words;
  readonly assets: AssetUrls;
}

/** In place of the page of a patient who is not here any more: nothing can be done to them, and nothing is measured. */
export function StayOverPage({ stay, person, words, assets }: StayOverPageProps) {
  const { hospital } = stay;
  const { patients } = words;
  const t = patients.over;
  const time = (at: Date) => <Moment at={at} dated zone={hospital.timeZone} words={words} />;
  return (
    <Layout title={t.title} words={words} assets={assets} bodyClass="paper" styles={["pages.css"]}>
      <PageHeader hospital={hospital} person={person} words={words} />
      <main id="content">
        <h1>
          <bdi>
            {stay.givenName} {stay.familyName}
          </bdi>{" "}
          <small>
            {patients.born(patients.day(stay.bornOn))} · {patients.numbers(stay.number, [])}
          </small>
        </h1>
        <section>
          <h2>{t.title}</h2>
          <p>{t.from(time(stay.beganAt))}</p>
          <p>
            {t.until(time(stay.endedAt))}
            {stay.ending !== null && <>: {t.left[stay.ending]}</>}
          </p>
          {stay.bedId !== null && <p>{t.last(stay.bedId)}</p>}
          {stay.goesOn !== null && (
            <p>
              <a class="button" href={`/stays/${stay.goesOn}`}>
                {t.hereNow}
              </a>
            </p>
          )}
          <p>
            <a href={`/hospitals/${hospital.hospitalId}/patients`}>{t.search}</a>
          </p>
        </section>
        <p class="secondary">{words.secondaryDisplay}</p>
      </main>
    </Layout>
  );
}
