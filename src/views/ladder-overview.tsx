import { type AlertKind, alertKinds, priorities } from "../domain/alerts.ts";
import type { CalledKind } from "../domain/called-kinds.ts";
import { hasDefaultOfItsOwn, subjectOf } from "../domain/escalation.ts";
import { type LadderInForce, type LadderVersion, ladderInForce } from "../domain/ladders-in-force.ts";
import { may } from "../domain/staff.ts";
import { technicalCauses } from "../domain/technical-causes.ts";
import { HospitalPage, type HospitalShell } from "./hospital-page.tsx";
import { ladderPath } from "./ladder-page.tsx";
import { type CalledById, LadderSteps, subjectSaid } from "./ladder-words.tsx";
import { fullTime } from "./moments.tsx";
import { PriorityMark } from "./severity.tsx";
import type { Words } from "./words/words.ts";

interface LadderOverviewProps extends HospitalShell {
  /** The newest version of each of the hospital's own. */
  readonly versions: readonly LadderVersion[];
  readonly kinds: readonly CalledKind[];
  readonly people: CalledById;
}

/** All ladders of a hospital, those of its own and the defaults. Whoever may be called may read who is. */
export function LadderOverview(props: LadderOverviewProps) {
  const { kinds, words } = props;
  const said = words.hospital.escalation;
  const causes = technicalCauses.map((kindId) => ({ kind: "technical", kindId, called: null }) as const);
  const calls = kinds.map((called) => ({ kind: "called", kindId: called.kindId, called }) as const);
  return (
    <HospitalPage {...props} page="escalation" title={said.title}>
      <p class="lead">{said.lead}</p>
      {alertKinds.map((kind) => (
        <section aria-labelledby={`ladders-${kind}`} class="card">
          <h2 id={`ladders-${kind}`}>{said.kinds[kind]}</h2>
          <p class="small">{said.kindTexts[kind]}</p>
          <Ladders {...props} of={{ kind, kindId: null, called: null }} />
        </section>
      ))}
      <h2>{said.ofKind}</h2>
      <Particular {...props} all={calls} />
      <h2>{said.ofCause}</h2>
      <Particular {...props} all={causes} />
    </HospitalPage>
  );
}

/** What a row of ladders is for. */
interface LaddersOf {
  readonly kind: AlertKind;
  readonly kindId: string | null;
  readonly called: CalledKind | null;
}

/** Those of one kind of call, or one technical cause: in full where they differ from what stands above. */
function Particular(props: LadderOverviewProps & { all: readonly LaddersOf[] }) {
  return (
    <div class="particular">
      {props.all.map((of) => {
        const id = `ladders-${of.kindId}`;
        const differs = priorities.some((priority) => !isAsAll(ladderInForce(props.versions, { ...of, priority }), of));
        return (
          <section aria-labelledby={id} class={differs ? "card own" : "card"}>
            <h3 id={id}>
              <bdi>{subjectSaid(of, of.called, props.words)}</bdi>
            </h3>
            <Ladders {...props} of={of} />
          </section>
        );
      })}
    </div>
  );
}

const isAsAll = ({ from }: LadderInForce, { kind, kindId }: LaddersOf) =>
  kindId !== null && from !== "own" && !hasDefaultOfItsOwn(kind, kindId);

function Ladders({ of, versions, people, hospital, words, person }: LadderOverviewProps & { of: LaddersOf }) {
  const { kind, kindId, called } = of;
  const said = words.hospital.escalation;
  const subject = subjectOf(kind, kindId);
  return (
    <ul class="ladders">
      {priorities.map((priority) => {
        const asked = { kind, priority, kindId };
        const stands = ladderInForce(versions, asked);
        const version = versions.find((one) => one.subject === subject && one.priority === priority) ?? null;
        // What stands elsewhere on this page already is not said again for each.
        const repeats = isAsAll(stands, of);
        return (
          <li class={priority}>
            <p class="mark">
              <PriorityMark priority={priority} words={words} />
            </p>
            <div>
              <p>
                {repeats ? (
                  said.asAll[kind]
                ) : (
                  <LadderOrigin {...{ kind, stands, version, words }} zone={hospital.timeZone} />
                )}
              </p>
              {!repeats && <LadderSteps ladder={stands.ladder} people={people} words={words} />}
            </div>
            <a class="button" href={ladderPath(person.hospitalId, asked)}>
              {may(person.role, "edit_escalation") ? words.hospital.change : words.hospital.look}
              <span class="sr">
                {words.hospital.changeOf(said.ladderTitle(subjectSaid(of, called, words), words.priorities[priority]))}
              </span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

interface LadderOriginProps {
  readonly kind: AlertKind;
  readonly stands: LadderInForce;
  readonly version: LadderVersion | null;
  readonly zone: string;
  readonly words: Words;
}

/** Whose ladder it is: the default, that of all of its sort, or the hospital's, in which version, by whom and when. */
export function LadderOrigin({ kind, stands, version, zone, words }: LadderOriginProps) {
  const said = words.hospital.escalation;
  const origin = { own: null, sort: said.asAll[kind], default: said.isDefault }[stands.from];
  return (
    <span class="origin">
      {origin !== null && <b class="badge">{origin}</b>}
      {version !== null && (
        <>
          {" "}
          {said.version(version.version)}{" "}
          {said.edited(
            <bdi>{version.editedBy}</bdi>,
            <time datetime={version.editedAt.toISOString()}>{fullTime(version.editedAt, zone, words)}</time>,
          )}
        </>
      )}
    </span>
  );
}
