import type { ListedKind } from "../domain/edit-called-kinds.ts";
import { HospitalPage, type HospitalShell } from "./hospital-page.tsx";
import { ladderPath } from "./ladder-page.tsx";
import { PriorityMark } from "./severity.tsx";

interface CalledKindsPageProps extends HospitalShell {
  /** In the order of the form, retired ones too. */
  readonly kinds: readonly ListedKind[];
  /** The hospital has not changed it yet. */
  readonly isDefault: boolean;
}

/** What somebody in a hurry can choose from, in its order. */
export function CalledKindsPage(props: CalledKindsPageProps) {
  const { kinds, isDefault, person, words } = props;
  const said = words.hospital.calledKinds;
  const here = calledKindsPath(person.hospitalId);
  return (
    <HospitalPage {...props} page="calledKinds" title={said.title}>
      <p class="lead">{said.lead}</p>
      {isDefault && <p>{said.isDefault}</p>}
      <p>
        <a class="button go" href={`${here}/new`}>
          {said.add}
        </a>
      </p>
      <ol class="kinds">
        {kinds.map((kind, place) => (
          <li class={`card ${kind.priority}`}>
            <Kind {...props} kind={kind} isFirst={place === 0} isLast={place === kinds.length - 1} />
          </li>
        ))}
      </ol>
    </HospitalPage>
  );
}

export const calledKindsPath = (hospitalId: string) => `/hospitals/${hospitalId}/called-kinds`;

function Kind(props: CalledKindsPageProps & { kind: ListedKind; isFirst: boolean; isLast: boolean }) {
  const { kind, isFirst, isLast, person, words } = props;
  const { kindId, name, priority, clinical, text, active } = kind;
  const said = words.hospital.calledKinds;
  const here = `${calledKindsPath(person.hospitalId)}/${kindId}`;
  return (
    <>
      <div class="kind-said">
        <h2>
          <bdi>{name}</bdi> {!active && <b class="badge">{said.retired}</b>}
        </h2>
        <p>
          <span class="mark">
            <PriorityMark priority={priority} words={words} />
          </span>{" "}
          {clinical ? said.clinical : said.notClinical}
        </p>
        {text !== null && (
          <p>
            <bdi>{text}</bdi>
          </p>
        )}
        <p class="small">{said.id(<code>{kindId}</code>)}</p>
      </div>
      <div class="buttons">
        <a class="button" href={here}>
          {words.hospital.change}
          <span class="sr">{words.hospital.changeOf(name)}</span>
        </a>
        <a class="button" href={ladderPath(person.hospitalId, { kind: "called", priority, kindId })}>
          {said.ladder}
          <span class="sr">{words.hospital.changeOf(name)}</span>
        </a>
        <form method="post" action={`${here}/place`}>
          {!isFirst && (
            <button id={`up-${kindId}`} type="submit" name="to" value="up">
              {said.up}
              <span class="sr">{said.moveOf(name)}</span>
            </button>
          )}
          {!isLast && (
            <button id={`down-${kindId}`} type="submit" name="to" value="down">
              {said.down}
              <span class="sr">{said.moveOf(name)}</span>
            </button>
          )}
        </form>
      </div>
    </>
  );
}
