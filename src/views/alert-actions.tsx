import { chosenOutcomes } from "../domain/alerts.ts";
import type { AlertRow as Row } from "../domain/board.ts";
import { isAnswered } from "../domain/urgency.ts";
import { alertWhat } from "./alert-words.ts";
import type { DrawContext } from "./draw-context.ts";

/** What can be done about an alert without leaving the board. The rest stands on its own page. */
export function AlertActions({ row, ctx }: { row: Row; ctx: DrawContext }) {
  const { words } = ctx;
  // Of a called alert the person is the judge; any other closes when its cause ends, and saying so would be refused.
  const byHand = row.kind === "called" || !row.causeActive;
  if (!isAnswered(row)) {
    return (
      <>
        <Acknowledge row={row} ctx={ctx} />
        <OnMyWay row={row} ctx={ctx} />
      </>
    );
  }
  if (row.owner?.is === "asked") return <TakeOver row={row} ctx={ctx} />;
  return byHand ? <Resolve row={row} ctx={ctx} /> : <p class="itself">{words.alerts.resolvesItself}</p>;
}

export function Acknowledge({ row, ctx }: { row: Row; ctx: DrawContext }) {
  const { words, wardId } = ctx;
  const { alertId } = row;
  return (
    <form id={`ack-form-${alertId}`} class="do" method="post" action={`/alerts/${alertId}/acknowledgement`}>
      {wardId !== null && <input type="hidden" name="ward" value={wardId} />}
      <button id={`ack-${alertId}`} type="submit" class="go">
        {words.alerts.acknowledge}
        <span class="sr">{words.alerts.of(alertWhat(row, words))}</span>
      </button>
    </form>
  );
}

/** Long enough to cross a hospital; other times stand on the alert's page. */
const onTheWayMinutes = 5;

function OnMyWay({ row, ctx }: { row: Row; ctx: DrawContext }) {
  const { words, wardId } = ctx;
  const { alertId } = row;
  if (row.state !== "raised") return null;
  return (
    <form id={`way-form-${alertId}`} class="do way" method="post" action={`/alerts/${alertId}/owner`}>
      {wardId !== null && <input type="hidden" name="ward" value={wardId} />}
      <input type="hidden" name="minutes" value={onTheWayMinutes} />
      <button id={`way-${alertId}`} type="submit">
        {words.alerts.onMyWay}
        <span class="sr">{words.alerts.of(alertWhat(row, words))}</span>
      </button>
    </form>
  );
}

/** For whoever was asked; another colleague who is nearer may, too. */
function TakeOver({ row, ctx }: { row: Row; ctx: DrawContext }) {
  const { words, wardId } = ctx;
  const { alertId } = row;
  return (
    <form id={`take-form-${alertId}`} class="do" method="post" action={`/alerts/${alertId}/owner`}>
      {wardId !== null && <input type="hidden" name="ward" value={wardId} />}
      <button id={`take-${alertId}`} type="submit" class="go">
        {words.alerts.takeOver}
        <span class="sr">{words.alerts.of(alertWhat(row, words))}</span>
      </button>
    </form>
  );
}

export function Resolve({ row, ctx }: { row: Row; ctx: DrawContext }) {
  const { words, wardId } = ctx;
  const { alertId } = row;
  return (
    <details id={`resolve-${alertId}`} class="do resolve">
      <summary id={`resolve-open-${alertId}`}>
        {words.alerts.resolve}
        <span class="sr">{words.alerts.of(alertWhat(row, words))}</span>
      </summary>
      <form id={`resolve-form-${alertId}`} method="post" action={`/alerts/${alertId}/resolution`}>
        {wardId !== null && <input type="hidden" name="ward" value={wardId} />}
        <p>{words.alerts.resolveAs}</p>
        {chosenOutcomes.map((outcome) => (
          <button id={`resolve-${alertId}-${outcome}`} type="submit" name="outcome" value={outcome}>
            {words.outcomes[outcome]}
          </button>
        ))}
      </form>
    </details>
  );
}
