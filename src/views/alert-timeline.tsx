import type { AlertFile } from "../domain/alert-file.ts";
import { AlertStep } from "./alert-step.tsx";
import type { DrawContext } from "./draw-context.ts";
import { day } from "./moments.tsx";

interface TimelineProps {
  readonly file: AlertFile;
  /** As many steps as are read at most. */
  readonly stepsMax: number;
  readonly ctx: DrawContext;
}

/** Everything that happened to an alert, in order, day by day. */
export function AlertTimeline({ file, stepsMax, ctx }: TimelineProps) {
  const { words, hospital } = ctx;
  const { timeline } = words.alertPage;
  const step = { alert: file.alert, zone: hospital.timeZone, wards: file.wards, words };
  const days = Map.groupBy(file.timeline, ({ at }) => day(at, hospital.timeZone, words));
  return (
    <section id="alert-timeline" class="timeline" aria-labelledby="timeline-heading">
      <h2 id="timeline-heading">{timeline.heading}</h2>
      {file.timeline.length === stepsMax && <p class="small">{timeline.older(stepsMax)}</p>}
      {[...days].map(([of, steps]) => (
        <>
          <h3>{of}</h3>
          <ol>
            {steps.map((one) => (
              <AlertStep step={one} ctx={step} />
            ))}
          </ol>
        </>
      ))}
    </section>
  );
}
