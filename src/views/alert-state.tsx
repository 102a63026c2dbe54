import type { AlertRow as Row } from "../domain/board.ts";
import type { DrawContext } from "./draw-context.ts";
import { Moment } from "./moments.tsx";
import { isRepeat, partyList } from "./party-words.ts";

/** Whether somebody has it, who was called, who comes next and when: what has to be known before one walks on. */
export function AlertState({ row, ctx }: { row: Row; ctx: DrawContext }) {
  const { words } = ctx;
  return (
    <p class="state">
      {row.state === "raised" && <Unanswered row={row} ctx={ctx} />}
      {row.state === "latched" && <b>{words.alerts.latched}</b>}
      {row.state === "acknowledged" && <Answered row={row} ctx={ctx} />}
      {row.quietUntil !== null && (
        <span class="quiet">
          {words.card.marks.silent(null, <Moment at={row.quietUntil} zone={ctx.hospital.timeZone} words={words} />)}
          <span class="left">
            {words.card.marks.left(
              <Moment at={row.quietUntil} ticks="until" zone={ctx.hospital.timeZone} words={words} />,
            )}
          </span>
        </span>
      )}
      {row.repeats > 0 && (
        <span class="repeats">
          {row.kind === "called" ? words.alerts.calledAgain(row.repeats) : words.alerts.repeats(row.repeats)}
        </span>
      )}
      {row.notes > 0 && <span class="notes">{words.alerts.notes(row.notes)}</span>}
    </p>
  );
}

function Unanswered({ row, ctx }: { row: Row; ctx: DrawContext }) {
  const { words, hospital } = ctx;
  const { escalateAt } = row;
  const countdown = escalateAt && <Moment at={escalateAt} ticks="in" zone={hospital.timeZone} words={words} />;
  return (
    <>
      <b>{words.alerts.unanswered}</b>
      <span class="called">{words.alerts.called(partyList(row.calls, words))}</span>
      {row.skipped > 0 && <span class="skipped">{words.alerts.nobodyOnDuty}</span>}
      {countdown !== null && (
        <span class="next">
          {isRepeat(row)
            ? words.alerts.again(countdown)
            : words.alerts.next(partyList(row.nextCalls, words), countdown)}
        </span>
      )}
    </>
  );
}

function Answered({ row, ctx }: { row: Row; ctx: DrawContext }) {
  const { words, hospital } = ctx;
  const at = { zone: hospital.timeZone, words };
  const { acknowledgedAt, acknowledgedBy, owner, settleAt } = row;
  return (
    <>
      <b>{words.alerts.acknowledgedByLabel}</b>
      {acknowledgedAt !== null && (
        <span>{words.alerts.acknowledgedBy(<bdi>{acknowledgedBy}</bdi>, <Moment at={acknowledgedAt} {...at} />)}</span>
      )}
      {owner?.until && (
        <span class={`owner ${owner.is}`}>
          {words.alerts.owner[owner.is](<bdi>{owner.name}</bdi>, <Moment at={owner.until} {...at} />)}
        </span>
      )}
      {settleAt !== null && (
        <span class="settles">{words.alerts.settles(<Moment at={settleAt} ticks="in" {...at} />)}</span>
      )}
    </>
  );
}
