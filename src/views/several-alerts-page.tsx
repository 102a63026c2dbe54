import type { Child } from "hono/jsx";
import type { AlertRow, Hospital } from "../domain/board.ts";
import type { Person } from "../domain/staff.ts";
import { alertWhat, saysPlace } from "./alert-words.ts";
import { type AssetUrls, Layout } from "./layout.tsx";
import { Moment } from "./moments.tsx";
import { PageHeader } from "./page-header.tsx";
import { PatientName } from "./patient-name.tsx";
import { PriorityMark } from "./severity.tsx";
import type { Words } from "./words/words.ts";

interface Shell {
  readonly assets: AssetUrls;
  readonly hospital: Hospital;
  readonly person: Person;
  readonly words: Words;
  /** The board that one came from. */
  readonly back: string;
}

interface SeveralAlertsPageProps extends Shell {
  /** Medium and low, unanswered, those of one bed together. */
  readonly rows: readonly AlertRow[];
  /** How many there are beside these. */
  readonly more: number;
  /** How many high ones wait, which are answered one by one. */
  readonly highs: number;
  readonly wardId: string | null;
}

/** What would be acknowledged together, each with a box: nothing is answered that nobody has looked at. */
export function SeveralAlertsPage({ rows, more, highs, wardId, ...shell }: SeveralAlertsPageProps) {
  const { hospital, words, back } = shell;
  const t = words.several;
  return (
    <Page {...shell}>
      {highs > 0 && <p class="refused">{t.highs(highs)}</p>}
      {rows.length === 0 ? (
        <p>{t.none}</p>
      ) : (
        <form class="several" method="post" action={`/hospitals/${hospital.hospitalId}/several`}>
          {wardId !== null && <input type="hidden" name="ward" value={wardId} />}
          <ul class="plain">
            {rows.map((row) => (
              <li>
                <label class="check">
                  <input type="checkbox" name={`alert-${row.alertId}`} checked />
                  <span>
                    <What row={row} words={words} />{" "}
                    <small>
                      <Moment at={row.raisedAt} zone={hospital.timeZone} words={words} dated />
                    </small>
                  </span>
                </label>
              </li>
            ))}
          </ul>
          {more > 0 && <p>{t.more(more)}</p>}
          <button type="submit" class="go">
            {t.submit}
          </button>
        </form>
      )}
      <p>
        <a href={back}>{words.site.board}</a>
      </p>
    </Page>
  );
}

interface SeveralAnsweredPageProps extends Shell {
  readonly acknowledged: number;
  /** What was left, with why; null where it is not open any more, or not there. */
  readonly left: readonly { readonly alertId: string; readonly row: AlertRow | null; readonly why: string }[];
}

export function SeveralAnsweredPage({ acknowledged, left, ...shell }: SeveralAnsweredPageProps) {
  const { words, back } = shell;
  const t = words.several;
  return (
    <Page {...shell}>
      <p role="status">
        <b>{t.done(acknowledged)}</b>
      </p>
      {left.length > 0 && (
        <section>
          <h2>{t.left(left.length)}</h2>
          <ul class="plain">
            {left.map(({ alertId, row, why }) => (
              <li>
                {row !== null && (
                  <a href={`/alerts/${alertId}`}>
                    <What row={row} words={words} />
                  </a>
                )}{" "}
                {why}
              </li>
            ))}
          </ul>
        </section>
      )}
      <p>
        <a class="button go" href={back}>
          {words.site.board}
        </a>
      </p>
    </Page>
  );
}

function Page({ assets, hospital, person, words, children }: Shell & { children: Child }) {
  const { title } = words.several;
  return (
    <Layout title={title} words={words} assets={assets} bodyClass="paper" styles={["pages.css"]}>
      <PageHeader hospital={hospital} person={person} words={words} />
      <main id="content">
        <h1>{title}</h1>
        {children}
        <p class="secondary">{words.secondaryDisplay}</p>
      </main>
    </Layout>
  );
}

function What({ row, words }: { row: AlertRow; words: Words }) {
  const { bedId, patient, place } = row;
  return (
    <>
      {bedId !== null && <b class="bed-id">{bedId} </b>}
      <PriorityMark priority={row.priority} words={words} /> {alertWhat(row, words)}{" "}
      {patient !== null && <PatientName patient={patient} audience="staff" />}
      {place !== null && !saysPlace(row) && <bdi>{place}</bdi>}
    </>
  );
}
