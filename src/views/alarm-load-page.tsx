import type { Child } from "hono/jsx";
import { type AlarmLoad, type Load, type LoadDays, loadDays, shareOf } from "../domain/alarm-load.ts";
import type { Ward } from "../domain/board.ts";
import { causeName } from "./alert-words.ts";
import { durationText } from "./history-row.tsx";
import { HospitalPage, type HospitalShell } from "./hospital-page.tsx";
import type { Words } from "./words/words.ts";

interface AlarmLoadPageProps extends HospitalShell {
  readonly load: AlarmLoad;
  readonly wards: readonly Ward[];
  readonly wardId: string | null;
  readonly days: LoadDays;
}

/** How many alerts there were, by bed and by rule, how many of them somebody acted on, and how soon. */
export function AlarmLoadPage({ load, wards, wardId, days, ...shell }: AlarmLoadPageProps) {
  const { hospital, words } = shell;
  const t = words.hospital.load;
  const here = `/hospitals/${hospital.hospitalId}/alarm-load`;
  const beds = load.beds.filter(({ bedId }) => bedId !== null).length;
  return (
    <HospitalPage {...shell} page="alarmLoad" title={t.title}>
      <p class="lead">{t.lead}</p>
      <form class="fields" method="get" action={here}>
        <label>
          {t.ward}
          <select name="ward">
            <option value="">{words.header.allWards}</option>
            {wards.map((ward) => (
              <option value={ward.wardId} selected={ward.wardId === wardId}>
                {ward.name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t.period}
          <select name="days">
            {loadDays.map((one) => (
              <option value={String(one)} selected={one === days}>
                {t.days(one)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="go">
          {words.history.submit}
        </button>
      </form>
      <section class="card">
        <h2>{t.days(days)}</h2>
        {load.all.raised === 0 ? (
          <p>{t.none}</p>
        ) : (
          <>
            <p>
              <b>{t.raised(load.all.raised)}</b>
              {beds > 0 && <> · {t.perBedAndDay((load.all.raised / beds / days).toFixed(1))}</>}
            </p>
            <p>{t.became(load.all.actedOn, shareOf(load.all.actedOn, load.all) ?? 0, load.all.falseAlarms)}</p>
          </>
        )}
      </section>
      <LoadTable heading={t.byRule} first={t.rule} rows={load.rules} words={words}>
        {(rule) => (
          <>
            {rule.title === null ? ruleName(rule.cause, words) : <bdi>{rule.title}</bdi>}{" "}
            <small>{words.alertKinds[rule.kind]}</small>
          </>
        )}
      </LoadTable>
      <LoadTable heading={t.byBed} first={t.bed} rows={load.beds} words={words}>
        {({ bedId }) => (bedId === null ? t.noBed : <b class="bed-id">{bedId}</b>)}
      </LoadTable>
    </HospitalPage>
  );
}

/** A technical cause by the name it has where its ladder is edited. */
function ruleName(cause: string, words: Words): string {
  const technical: Readonly<Record<string, string>> = words.hospital.escalation.causes;
  return technical[cause] ?? causeName(cause, words);
}

interface LoadTableProps<T extends Load> {
  readonly heading: string;
  /** What a row is about. */
  readonly first: string;
  readonly rows: readonly T[];
  readonly words: Words;
  readonly children: (row: T) => Child;
}

function LoadTable<T extends Load>({ heading, first, rows, words, children }: LoadTableProps<T>) {
  const t = words.hospital.load;
  if (rows.length === 0) return null;
  const most = Math.max(...rows.map(({ raised }) => raised));
  return (
    <section class="card">
      <h2>{heading}</h2>
      <table class="load">
        <thead>
          <tr>
            {[first, t.columns.raised, t.columns.actedOn, t.columns.falseAlarms, t.columns.median].map((name) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">{children(row)}</th>
              <td>
                {row.raised}{" "}
                <meter min="0" max={String(most)} value={String(row.raised)} aria-hidden="true">
                  {row.raised}
                </meter>
              </td>
              <td>
                {row.actedOn} <small>{t.percent(shareOf(row.actedOn, row) ?? 0)}</small>
              </td>
              <td>{row.falseAlarms}</td>
              <td>{row.medianSeconds === null ? "–" : durationText(row.medianSeconds, words)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
