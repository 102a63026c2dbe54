import type { AlertSpan } from "../domain/trend-page.ts";
import { alertWhat } from "./alert-words.ts";
import { dayAndTime } from "./moments.tsx";
import { PriorityMark } from "./severity.tsx";
import type { Words } from "./words/words.ts";

interface TrendAlertsProps {
  readonly spans: readonly AlertSpan[];
  readonly zone: string;
  readonly words: Words;
}

/** What is shaded in the charts, in words, each with the way to its alert. */
export function TrendAlerts({ spans, zone, words }: TrendAlertsProps) {
  const { trends: t } = words;
  const shown = (at: Date) => dayAndTime(at, zone, words);
  return (
    <section id="trend-alerts" aria-labelledby="trend-alerts-heading">
      <h2 id="trend-alerts-heading">{t.alerts}</h2>
      {spans.length === 0 && <p class="empty">{t.noAlerts}</p>}
      <ul class="plain">
        {spans.map((span) => (
          <li>
            <PriorityMark priority={span.priority} words={words} />{" "}
            <a href={`/alerts/${span.alertId}`}>{alertWhat({ ...span, title: null }, words)}</a>{" "}
            <small>
              {shown(span.from)}, {span.to === null ? t.stands : t.until(shown(span.to))}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
