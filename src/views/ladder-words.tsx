import type { Child } from "hono/jsx";
import type { Ward } from "../domain/board.ts";
import type { CalledKind } from "../domain/called-kinds.ts";
import type { Ladder, Target } from "../domain/escalation.ts";
import type { LadderAsked } from "../domain/ladders-in-force.ts";
import { isTechnicalCause } from "../domain/technical-causes.ts";
import type { Words } from "./words/words.ts";

/** Somebody whom a ladder calls by name. */
export interface Called {
  readonly name: string;
  /** Works here still, and may be called. */
  readonly here: boolean;
}
export type CalledById = ReadonlyMap<string, Called>;

interface Said {
  /** The ward whose nurses are meant; null: whichever ward the alert is on. */
  readonly ward?: Ward | null;
  readonly people: CalledById;
  readonly words: Words;
}

/** Whom a step calls, as one would say it: `nurses of Ward 1 and Dr Singh`. */
export function Targets({ calls, ...said }: Said & { calls: readonly Target[] }) {
  return (
    <>
      {enumerated(
        calls.map((target) => targetSaid(target, said)),
        said.words,
      )}
    </>
  );
}

export function targetSaid(target: Target, { ward = null, people, words }: Said): Child {
  const say = words.hospital.escalation.target;
  if (target.who === "patients_nurse") return say.patientsNurse;
  if (target.who === "person") {
    const person = people.get(target.staffId);
    const name = <bdi>{person?.name ?? "?"}</bdi>;
    return person?.here ? name : say.gone(name);
  }
  const roles = words.roles[target.role].many;
  if (target.reach === "hospital") return say.ofHospital(roles);
  return ward === null ? say.ofWard(roles) : say.ofThisWard(roles, <bdi>{ward.name}</bdi>);
}

/** Marked-up parts joined as the language joins them. */
function enumerated(parts: readonly Child[], words: Words): Child[] {
  const places = parts.map((_, place) => String(place));
  return new Intl.ListFormat(words.language, { type: "conjunction" })
    .formatToParts(places)
    .map(({ type, value }) => (type === "element" ? parts[Number(value)] : value));
}

/** `45 s`, `1 min 30 s`, `2 h`. */
export function spanSaid(seconds: number, words: Words): string {
  const { span } = words.hospital;
  const parts = [
    [Math.floor(seconds / 3600), span.hours],
    [Math.floor(seconds / 60) % 60, span.minutes],
    [seconds % 60, span.seconds],
  ] as const;
  const said = parts.flatMap(([count, say]) => (count > 0 ? say(count) : []));
  return said.length > 0 ? said.join(" ") : span.seconds(0);
}

export const whenSaid = (afterSeconds: number, words: Words) =>
  afterSeconds === 0
    ? words.hospital.escalation.atOnce
    : words.hospital.escalation.after(spanSaid(afterSeconds, words));

/** A ladder in plain words, a step a line. */
export function LadderSteps({ ladder, people, words }: { ladder: Ladder; people: CalledById; words: Words }) {
  return (
    <ol class="ladder">
      {ladder.steps.map(({ afterSeconds, calls }) => (
        <li>
          <b>{whenSaid(afterSeconds, words)}</b>{" "}
          <span>
            <Targets calls={calls} people={people} words={words} />
          </span>
        </li>
      ))}
      <li class="again">{words.hospital.escalation.again(spanSaid(ladder.repeatSeconds, words))}</li>
    </ol>
  );
}

/** What a ladder is for. `called`: the kind of call, where it is for one. */
export function subjectSaid(
  { kind, kindId }: Pick<LadderAsked, "kind" | "kindId">,
  called: CalledKind | null,
  words: Words,
) {
  const { kinds, causes } = words.hospital.escalation;
  if (called !== null) return called.name;
  return kindId !== null && isTechnicalCause(kindId) ? causes[kindId] : kinds[kind];
}
