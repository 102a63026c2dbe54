import { type AlertKind, alertKinds, priorities } from "../domain/alerts.ts";
import type { CalledKind } from "../domain/called-kinds.ts";
import { hasDefaultOfItsOwn } from "../domain/escalation.ts";
import { type LadderInForce, type LadderVersion, ladderInForce, subjectOf } from "../domain/ladders-in-force.ts";
import { may } from "../domain/staff.ts";
import { HospitalPage, type HospitalShell } from "./hospital-page.tsx";
import { ladderPath } from "./ladder-page.tsx";
import { type CalledById, LadderSteps } from "./ladder-words.tsx";
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
  return (
    <HospitalPage {...props} page="escalation" title={said.title}>
      <p class="lead">{said.lead}</p>
      {alertKinds.map((kind) => (
        <section aria-labelledby={`ladders-${kind}`} class="card">
          <h2 id={`ladders-${kind}`}>{said.kinds[kind]}</h2>
          <p class="small">{said.kindTexts[kind]}</p>
          <Ladders {...props} kind={kind} called={null} />
        </section>
      ))}
      <h2>{said.ofKind}</h2>
      <div class="of-kinds">
        {kinds.map((called) => (
          <section
            aria-labelledby={`ladders-${called.kindId}`}
            class={hasOwn(props.versions, called) ? "card own" : "card"}
          >
            <h3 id={`ladders-${called.kindId}`}>
              <bdi>{called.name}</bdi>
            </h3>
            <Ladders {...props} kind="called" called={called} />
          </section>
        ))}
      </div>
    </HospitalPage>
  );
}

const isAsAllCalls = ({ from }: LadderInForce, { kindId }: CalledKind) => from !== "own" && !hasDefaultOfItsOwn(kindId);

const hasOwn = (versions: readonly LadderVersion[], called: CalledKind) =>
  priorities.some((priority) => {
    const asked = { kind: "called", priority, kindId: called.kindId } as const;
    return !isAsAllCalls(ladderInForce(versions, asked), called);
  });

function Ladders(props: LadderOverviewProps & { kind: AlertKind; called: CalledKind | null }) {
  const { kind, called, versions, people, hospital, words, person } = props;
  const kindId = called?.kindId ?? null;
  const subject = subjectOf(kind, kindId);
  const what = called?.name ?? words.hospital.escalation.kinds[kind];
  return (
    <ul class="ladders">
      {priorities.map((priority) => {
        const asked = { kind, priority, kindId };
        const stands = ladderInForce(versions, asked);
        const version = versions.find((one) => one.subject === subject && one.priority === priority) ?? null;
        // What stands elsewhere on this page already is not said again for every kind.
        const repeats = called !== null && isAsAllCalls(stands, called);
        return (
          <li class={priority}>
            <p class="mark">
              <PriorityMark priority={priority} words={words} />
            </p>
            <div>
              <p>
                {repeats ? (
                  words.hospital.escalation.asAllCalls
                ) : (
                  <LadderOrigin stands={stands} version={version} zone={hospital.timeZone} words={words} />
                )}
              </p>
              {!repeats && <LadderSteps ladder={stands.ladder} people={people} words={words} />}
            </div>
            <a class="button" href={ladderPath(person.hospitalId, asked)}>
              {may(person.role, "edit_escalation") ? words.hospital.change : words.hospital.look}
              <span class="sr">
                {words.hospital.changeOf(words.hospital.escalation.ladderTitle(what, words.priorities[priority]))}
              </span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

interface LadderOriginProps {
  readonly stands: LadderInForce;
  readonly version: LadderVersion | null;
  readonly zone: string;
  readonly words: Words;
}

/** Whose ladder it is: the default, that of all calls, or the hospital's, in which version, by whom and when. */
export function LadderOrigin({ stands, version, zone, words }: LadderOriginProps) {
  const said = words.hospital.escalation;
  const origin = { own: null, calls: said.asAllCalls, default: said.isDefault }[stands.from];
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
