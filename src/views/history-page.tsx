import type { FoundCount, FoundPage } from "../domain/alert-search.ts";
import type { Hospital } from "../domain/board.ts";
import type { Fault } from "../domain/refusals.ts";
import type { Person } from "../domain/staff.ts";
import { type FilterChoices, HistoryFilter, type SearchValues } from "./history-filter.tsx";
import { HistoryRow } from "./history-row.tsx";
import { type AssetUrls, Layout } from "./layout.tsx";
import { PageHeader } from "./page-header.tsx";
import type { Words } from "./words/words.ts";

interface HistoryPageProps extends FilterChoices {
  readonly hospital: Hospital;
  readonly person: Person;
  readonly values: SearchValues;
  readonly faults: readonly Fault[];
  /** Null: what was asked cannot be looked for. */
  readonly found: FoundPage | null;
  /** Null: not on this page, but on the first. */
  readonly count: FoundCount | null;
  /** As text, and as many as are looked through for a page. */
  readonly next: string | null;
  readonly lookedMax: number;
  /** Whether what is looked for may stand in a link. */
  readonly linkable: boolean;
  readonly words: Words;
  readonly assets: AssetUrls;
}

/** The alerts of a hospital, newest first: what is looked for, and what was found, page by page. */
export function HistoryPage(props: HistoryPageProps) {
  const { hospital, person, values, faults, found, wards, people, words, assets } = props;
  const { history } = words;
  const here = `/hospitals/${hospital.hospitalId}/alerts`;
  return (
    <Layout title={history.title} words={words} assets={assets} styles={["pages.css"]} bodyClass="paper history-page">
      <PageHeader hospital={hospital} person={person} page="history" words={words} />
      <main id="content">
        <h1>{history.title}</h1>
        <section aria-labelledby="find-heading">
          <h2 id="find-heading">{history.find}</h2>
          <HistoryFilter here={here} values={values} faults={faults} wards={wards} people={people} words={words} />
        </section>
        {found !== null && <Found {...props} found={found} here={here} />}
        <p class="secondary">{words.secondaryDisplay}</p>
      </main>
    </Layout>
  );
}

function Found(props: HistoryPageProps & { readonly found: FoundPage; readonly here: string }) {
  const { found, count, hospital, wards, lookedMax, words } = props;
  const { history } = words;
  const numbers = new Intl.NumberFormat(words.language);
  return (
    <section id="found" aria-labelledby="found-heading">
      <h2 id="found-heading">{history.heading}</h2>
      {count !== null && (
        <p class="count" role="status">
          {countText(count, lookedMax, words)}
        </p>
      )}
      {found.alerts.length === 0 && <p class="empty">{found.ended === "all" ? history.none : history.noneYet}</p>}
      <ol class="history">
        {found.alerts.map((alert) => (
          <HistoryRow alert={alert} wards={wards} timeZone={hospital.timeZone} words={words} />
        ))}
      </ol>
      {found.ended === "looked" && <p class="small">{history.looked(numbers.format(lookedMax))}</p>}
      <Pages {...props} />
    </section>
  );
}

function countText({ count, of }: FoundCount, lookedMax: number, words: Words): string {
  const { history } = words;
  const numbers = new Intl.NumberFormat(words.language);
  const shown = numbers.format(count);
  if (of === "all") return history.count(shown);
  return of === "over" ? history.over(shown) : history.atLeast(shown, numbers.format(lookedMax));
}

/** By a link where it may be one, else by a form that holds what is looked for. */
function Pages({ next, linkable, values, here, words }: HistoryPageProps & { readonly here: string }) {
  const { history } = words;
  if (next === null) return null;
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== "");
  if (linkable) {
    const query = new URLSearchParams([...given, ["after", next]] as [string, string][]);
    return (
      <p class="pages">
        <a class="button" rel="next" href={`${here}?${query}`}>
          {history.next}
        </a>
      </p>
    );
  }
  return (
    <form class="pages" method="post" action={here}>
      {given.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <input type="hidden" name="after" value={next} />
      <button type="submit">{history.next}</button>
    </form>
  );
}
