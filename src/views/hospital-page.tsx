import type { Child } from "hono/jsx";
import type { Hospital } from "../domain/board.ts";
import type { Person } from "../domain/staff.ts";
import type { HospitalPage as Page } from "./hospital-nav.tsx";
import { type AssetUrls, Layout } from "./layout.tsx";
import { PageHeader } from "./page-header.tsx";
import type { Words } from "./words/words.ts";

/** What every page on which a hospital says how it works is drawn with. */
export interface HospitalShell {
  readonly assets: AssetUrls;
  readonly hospital: Hospital;
  readonly person: Person;
  readonly words: Words;
}

interface HospitalPageProps extends HospitalShell {
  readonly page: Page;
  readonly title: string;
  /** It has a form that is sent in the background where scripts run. */
  readonly sends?: boolean;
  /** Sheets of this page beside those of all of them. */
  readonly styles?: readonly string[];
  readonly children: Child;
}

/** Where one is, where one can go, and what the page is about. */
export function HospitalPage({
  assets,
  hospital,
  person,
  words,
  page,
  title,
  sends,
  styles = [],
  children,
}: HospitalPageProps) {
  return (
    <Layout
      title={title}
      words={words}
      assets={assets}
      bodyClass="paper hospital"
      styles={["pages.css", ...styles]}
      sends={sends}
    >
      <PageHeader hospital={hospital} person={person} current={page} words={words} />
      <div id="notice" role="status" data-unreachable={words.notice.unreachable} />
      <main id="content">
        <h1>{title}</h1>
        {children}
        <p class="secondary">{words.secondaryDisplay}</p>
      </main>
    </Layout>
  );
}
