import type { Child } from "hono/jsx";
import { type FiledAlert, isOver } from "../domain/alert-file.ts";
import { chosenOutcomes, onTheWaySecondsMax, undoSeconds } from "../domain/alerts.ts";
import { answerPermission, may, type Person } from "../domain/staff.ts";
import type { DrawContext } from "./draw-context.ts";
import { isRepeat, partyList } from "./party-words.ts";
import { wordsCharactersMax } from "./raise-alert-form.tsx";

/** Who may be asked to take it over. */
export interface Askable {
  readonly staffId: string;
  readonly name: string;
}

interface DoingProps {
  readonly alert: FiledAlert;
  readonly person: Person;
  readonly colleagues: readonly Askable[];
  readonly ctx: DrawContext;
}

/**
 * All that this person can do about it just now, as plain forms: each leads back to this page. Drawn for one person, so
 * what they may not do is not there; the action asks again.
 */
export function AlertDoing(props: DoingProps) {
  const { alert, person, ctx } = props;
  const { actions } = ctx.words.alertPage;
  const mayAnswer = may(person.role, answerPermission(alert));
  const mayNote = may(person.role, "note_alert");
  return (
    <section id="alert-doing" class="doing" aria-labelledby="doing-heading">
      <h2 id="doing-heading">{actions.heading}</h2>
      {!mayNote && <p class="small">{actions.notYours}</p>}
      {mayNote && isOver(alert) && <p class="small">{actions.none}</p>}
      <Undo {...props} />
      {mayAnswer && <Answering {...props} />}
      {may(person.role, "escalate_alert") && <CallNext {...props} />}
      {mayNote && <Note {...props} />}
    </section>
  );
}

function Post({ alert, thing, children }: { alert: FiledAlert; thing: string; children: Child }) {
  return (
    <form id={`${thing}-form`} method="post" action={`/alerts/${alert.alertId}/${thing}`}>
      <input type="hidden" name="screen" value="alert" />
      {children}
    </form>
  );
}

/** The server refuses it afterwards; the stylesheet takes it away. */
function Undo({ alert, person, ctx }: DoingProps) {
  const { actions } = ctx.words.alertPage;
  const { undo } = alert;
  const open = undo?.byStaffId === person.staffId && ctx.now.getTime() <= undo.at.getTime() + undoSeconds * 1000;
  if (!undo || !open) return null;
  return (
    <div class="undo-row">
      <Post alert={alert} thing="undo">
        <button type="submit">{actions.undo(actions.undone[undo.event])}</button> <small>{actions.undoText}</small>
      </Post>
    </div>
  );
}

function Answering(props: DoingProps) {
  const { alert, person, ctx } = props;
  const { words } = ctx;
  const { actions } = words.alertPage;
  if (isOver(alert)) return null;
  const answered = alert.state === "acknowledged";
  const isMine = alert.owner?.is === "has_it" && alert.owner.staffId === person.staffId;
  return (
    <>
      {!answered && (
        <Post alert={alert} thing="acknowledgement">
          <button type="submit" class="go">
            {words.alerts.acknowledge}
          </button>
        </Post>
      )}
      <div class="together">
        <Post alert={alert} thing="owner">
          <fieldset>
            <legend>{actions.onMyWay}</legend>
            {minutesOf(alert).map((minutes) => (
              <button type="submit" name="minutes" value={minutes}>
                {actions.minutes(minutes)}
              </button>
            ))}
            {!isMine && (
              <button type="submit" name="minutes" value="">
                {actions.withIt}
              </button>
            )}
          </fieldset>
        </Post>
      </div>
      {answered && <HandOver {...props} />}
      {answered && (alert.kind === "called" || !alert.causeActive) && (
        <Post alert={alert} thing="resolution">
          <fieldset>
            <legend>{words.alerts.resolveAs}</legend>
            {chosenOutcomes.map((outcome) => (
              <button type="submit" name="outcome" value={outcome}>
                {words.outcomes[outcome]}
              </button>
            ))}
          </fieldset>
        </Post>
      )}
      {answered && alert.kind !== "called" && alert.causeActive && <p class="small">{words.alerts.resolvesItself}</p>}
    </>
  );
}

/** Ours. Longer than the priority allows is not offered: it would be cut short in silence. */
const onTheWayMinutes = [2, 5, 10, 20];
const minutesOf = ({ priority }: FiledAlert) =>
  onTheWayMinutes.filter((minutes) => minutes * 60 <= onTheWaySecondsMax[priority]);

function HandOver({ alert, colleagues, ctx }: DoingProps) {
  const { actions } = ctx.words.alertPage;
  if (colleagues.length === 0) return null;
  return (
    <Post alert={alert} thing="hand-over">
      <label for="hand-over-to">{actions.handOver}</label>
      <div class="line">
        <select id="hand-over-to" name="to" required>
          <option value="">{actions.chooseColleague}</option>
          {colleagues.map(({ staffId, name }) => (
            <option value={staffId}>{name}</option>
          ))}
        </select>
        <button type="submit">{actions.handOverSubmit}</button>
      </div>
    </Post>
  );
}

function Note({ alert, ctx }: DoingProps) {
  const { actions } = ctx.words.alertPage;
  return (
    <Post alert={alert} thing="notes">
      <label for="note-text">
        {actions.note} <small>{actions.noteHint}</small>
      </label>
      <div class="line">
        <input id="note-text" name="text" required maxlength={wordsCharactersMax} autocomplete="off" />
        <button type="submit">{actions.noteSubmit}</button>
      </div>
    </Post>
  );
}

/** While it climbs there is somebody to call; of one that is answered, latched or over the action would refuse. */
function CallNext({ alert, ctx }: DoingProps) {
  const { words } = ctx;
  const { actions } = words.alertPage;
  const { state, ...rest } = alert;
  if (state !== "raised" || alert.nextCalls.length === 0) return null;
  const who = partyList(alert.nextCalls, words);
  return (
    <Post alert={alert} thing="escalation">
      <label for="escalation-reason">
        {actions.callNext}{" "}
        <small>{isRepeat({ ...rest, state }) ? actions.callAgainHint(who) : actions.callNextHint(who)}</small>
      </label>
      <div class="line">
        <input id="escalation-reason" name="reason" required maxlength={wordsCharactersMax} autocomplete="off" />
        <button type="submit">{actions.callNextSubmit}</button>
      </div>
    </Post>
  );
}
