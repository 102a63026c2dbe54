import type { Child } from "hono/jsx";
import type { Person } from "../domain/staff.ts";
import { clockWords } from "./clock-words.ts";
import { type AssetUrls, Layout } from "./layout.tsx";
import { Connection, Cover, Live } from "./live.tsx";
import { PageHeader } from "./page-header.tsx";
import type { StayDetails } from "./stay-page.tsx";
import type { Words } from "./words/words.ts";

/** What a live page about the patient in a bed is drawn with. */
export interface StayShellProps {
  readonly details: StayDetails;
  readonly person: Person;
  readonly words: Words;
  readonly assets: AssetUrls;
  readonly cursor: string;
  readonly build: string;
}

interface StayShellParts extends StayShellProps {
  readonly title: string;
  /** Beside those of every such page. */
  readonly bodyClass?: string;
  readonly scripts?: readonly string[];
  /** It is typed into: without scripts it stays as it is. */
  readonly typed?: boolean;
  readonly children: Child;
}

/** A page about the patient in a bed: live, so that it is over as soon as somebody else lies there. */
export function StayShell(props: StayShellParts) {
  const { details, person, words, assets, cursor, build, title, bodyClass, scripts = [], typed = false } = props;
  const { hospital, bed, now } = details;
  return (
    <Layout
      title={title}
      words={words}
      assets={assets}
      live
      typed={typed}
      bodyClass={bodyClass === undefined ? "paper stay-page" : `paper stay-page ${bodyClass}`}
      styles={["pages.css", "patients.css"]}
      scripts={scripts}
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
        {props.children}
        <p class="secondary">{words.secondaryDisplay}</p>
      </main>
      <Live {...{ hospitalId: hospital.hospitalId, wardId: bed.wardId, now, cursor, build, assets }} part />
      <Cover words={words} />
    </Layout>
  );
}
