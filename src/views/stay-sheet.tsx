import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { Fault } from "../domain/refusals.ts";
import type { Person } from "../domain/staff.ts";
import { clockWords } from "./clock-words.ts";
import { type AssetUrls, Layout } from "./layout.tsx";
import { Connection, Cover, Live } from "./live.tsx";
import { PageHeader } from "./page-header.tsx";
import { drawBed } from "./regions.tsx";
import { StayHeading } from "./stay-heading.tsx";
import type { StayDetails } from "./stay-page.tsx";
import type { Words } from "./words/words.ts";

/** What a page with one form about a patient is drawn with. */
export interface StaySheetProps {
  readonly details: StayDetails;
  readonly person: Person;
  readonly words: Words;
  readonly assets: AssetUrls;
  readonly cursor: string;
  readonly build: string;
}

/** What was sent from such a page, and what was wrong with it. */
export interface SentForm {
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
}

/**
 * A page with a form about the patient in a bed: who it is, the form, and their card. Live, so that it is over as soon as
 * somebody else lies there; typed into, so that without scripts it stays as it is, and an old one is refused.
 */
export function StaySheet(props: StaySheetProps & { readonly title: string; readonly children: Child }) {
  const { details, person, words, assets, cursor, build, title, children } = props;
  const { hospital, wards, bed, now } = details;
  const ctx = { hospital, wards, wardId: bed.wardId, audience: "staff", words, now } as const;
  return (
    <Layout
      title={title}
      words={words}
      assets={assets}
      live
      typed
      bodyClass="paper stay-page stay-sheet"
      styles={["pages.css", "patients.css"]}
      data={{
        "data-role": person.role,
        "data-stay": bed.stay.stayId,
        "data-bed": bed.bedId,
        ...clockWords(words, hospital.timeZone),
      }}
    >
      <PageHeader hospital={hospital} person={person} words={words} />
      <p class="banner">{words.offlineBanner}</p>
      <main id="content">
        <div class="as-of">
          <Connection words={words} />
        </div>
        <StayHeading details={details} words={words} linked />
        {children}
        <h2 class="sr">{words.stay.signs}</h2>
        <div class="beds one">{raw(drawBed(bed, ctx).html)}</div>
        <p class="secondary">{words.secondaryDisplay}</p>
      </main>
      <Live {...{ hospitalId: hospital.hospitalId, wardId: bed.wardId, now, cursor, build, assets }} part />
      <Cover words={words} />
    </Layout>
  );
}

export const faultOf = (faults: readonly Fault[], field: string) => faults.find((one) => one.field === field)?.text;
