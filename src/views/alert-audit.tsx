import type { DrawContext } from "./draw-context.ts";
import { dayAndTimeWithSeconds, fullTime } from "./moments.tsx";

/** What was written down about an alert. */
export interface AuditShown {
  readonly lines: readonly {
    readonly at: Date;
    readonly by: string | null;
    readonly action: string;
    readonly reason: string | null;
    readonly requestId: string | null;
  }[];
  readonly linesMax: number;
}

/** For whoever may read the audit: who did or saw what, in the words that are written down. */
export function AlertAudit({ audit, ctx }: { audit: AuditShown; ctx: DrawContext }) {
  const { words, hospital } = ctx;
  const { audit: said } = words.alertPage;
  return (
    <section id="alert-audit" class="audit" aria-labelledby="audit-heading">
      <h2 id="audit-heading">{said.heading}</h2>
      <p class="small">{said.text(audit.linesMax)}</p>
      <section class="scroll" tabindex={0} aria-label={said.scroll}>
        <table>
          <thead>
            <tr>
              <th scope="col">{said.when}</th>
              <th scope="col">{said.who}</th>
              <th scope="col">{said.what}</th>
              <th scope="col">{said.why}</th>
              <th scope="col">{said.request}</th>
            </tr>
          </thead>
          <tbody>
            {audit.lines.map(({ at, by, action, reason, requestId }) => (
              <tr>
                <td>
                  <time datetime={at.toISOString()} title={fullTime(at, hospital.timeZone, words)}>
                    {dayAndTimeWithSeconds(at, hospital.timeZone, words)}
                  </time>
                </td>
                <td>{by === null ? said.nobody : <bdi>{by}</bdi>}</td>
                <td>
                  <code>{action}</code>
                </td>
                <td>{reason?.replaceAll("_", " ")}</td>
                <td>
                  <code>{requestId}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
