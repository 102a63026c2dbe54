import type { Ward } from "../domain/board.ts";
import type { LadderPreview as Preview, PreviewedStep } from "../domain/ladder-preview.ts";
import { type CalledById, spanSaid, Targets } from "./ladder-words.tsx";
import { clockTimeWithSeconds, day, dayAndTimeWithSeconds } from "./moments.tsx";
import type { Words } from "./words/words.ts";

interface LadderPreviewProps {
  /** What stands, or what is being edited. */
  readonly of: "standing" | "draft";
  readonly preview: Preview;
  /** Null: a hospital without wards. */
  readonly ward: Ward | null;
  readonly people: CalledById;
  readonly zone: string;
  readonly words: Words;
}

/** What the clock would say at each step if an alert were raised now and nobody answered. */
export function LadderPreview({ of, preview, ward, people, zone, words }: LadderPreviewProps) {
  const said = words.hospital.escalation.preview;
  const { steps, repeatAt, repeatSeconds } = preview;
  const from = steps[0]?.at ?? repeatAt;
  const time = (at: Date) =>
    day(at, zone, words) === day(from, zone, words)
      ? clockTimeWithSeconds(at, zone, words)
      : dayAndTimeWithSeconds(at, zone, words);
  return (
    <div class="preview">
      <h3>{said.title[of](<bdi>{ward?.name ?? words.header.allWards}</bdi>)}</h3>
      <p>{said.raisedNow(clockTimeWithSeconds(from, zone, words))}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{said.time}</th>
            <th scope="col">{said.who}</th>
            <th scope="col">{said.presence}</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr class={step.presence}>
              <td>
                <time datetime={step.at.toISOString()}>{time(step.at)}</time>
              </td>
              <td>
                <Targets calls={step.calls} ward={ward} people={people} words={words} />
              </td>
              <td>
                <PresenceSaid step={step} words={words} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{said.again(time(repeatAt), spanSaid(repeatSeconds, words))}</p>
      {steps.some(({ presence }) => presence === "unsaid") && <p class="small">{said.unsaid}</p>}
    </div>
  );
}

function PresenceSaid({ step, words }: { step: PreviewedStep; words: Words }) {
  const said = words.hospital.escalation.preview;
  const { presence, leftAtOnce } = step;
  if (presence !== "nobody") return <>{said.presences[presence]}</>;
  return (
    <>
      <b>{said.presences.nobody}</b>: {leftAtOnce ? said.leftAtOnce : said.notLeft}
    </>
  );
}
