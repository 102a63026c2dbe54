import type { Child } from "hono/jsx";
import type { Board } from "../domain/board.ts";
import type { CalledKind } from "../domain/called-kinds.ts";
import type { Duty } from "../domain/duties.ts";
import { may, type Person } from "../domain/staff.ts";
import { HospitalMenu } from "./hospital-nav.tsx";
import { DemoRibbon } from "./layout.tsx";
import { Connection } from "./live.tsx";
import { clockTimeWithSeconds } from "./moments.tsx";
import { MyDuty } from "./my-duty.tsx";
import { RaiseAlertForm } from "./raise-alert-form.tsx";
import type { Words } from "./words/words.ts";

interface BoardHeaderProps {
  readonly board: Board;
  readonly person: Person;
  readonly idle: boolean;
  readonly duty: Duty | null;
  readonly kinds: readonly CalledKind[];
  readonly words: Words;
  /** What stands in the second row: what waits for this person. */
  readonly children?: Child;
}

/** Where one is, whether the screen may be believed, what time it is, who is signed in, and what they may start. */
export function BoardHeader({ board, person, idle, duty, kinds, words, children }: BoardHeaderProps) {
  const { hospital } = board;
  const { header } = words;
  const onWall = person.role === "display";
  return (
    <header class="top">
      <div class="bar">
        <div class="where">
          {!idle && <HospitalMenu person={person} words={words} />}
          <h1>
            <bdi>{hospital.name}</bdi>
          </h1>
          {hospital.demo && <DemoRibbon words={words} />}
        </div>
        <Wards board={board} words={words} only={onWall ? person.wardId : null} />
        <Connection words={words} />
        <time
          id="clock"
          class="clock"
          datetime={board.now.toISOString()}
          data-now={board.now.getTime()}
          title={header.clock}
        >
          {clockTimeWithSeconds(board.now, hospital.timeZone, words)}
        </time>
        {!onWall && (
          <div class="actions">
            <nav class="jump" aria-label={header.jump}>
              <a href="#alerts-block">{header.jumpToAlerts}</a>
              <a href="#beds-block">{header.jumpToBeds}</a>
            </nav>
            {may(person.role, "raise_alert") && !idle && (
              <details id="raise" class="raise do">
                <summary id="raise-open">{header.raise}</summary>
                <div class="panel" hx-boost:inherited="true" hx-swap:inherited="none" hx-push-url:inherited="false">
                  <RaiseAlertForm
                    words={words}
                    kinds={kinds}
                    bedIds={board.beds.map((bed) => bed.bedId)}
                    wardId={board.wardId}
                  />
                </div>
              </details>
            )}
            <Me person={person} idle={idle} duty={duty} zone={hospital.timeZone} words={words} />
          </div>
        )}
      </div>
      {children}
      <p class="banner">{words.offlineBanner}</p>
    </header>
  );
}

function Wards({ board, words, only }: { board: Board; words: Words; only: string | null }) {
  const { hospital, wards, wardId } = board;
  const { header } = words;
  const here = `/hospitals/${hospital.hospitalId}`;
  const shown = only === null ? wards : wards.filter((ward) => ward.wardId === only);
  const current = (id: string | null) => (id === wardId ? "page" : undefined);
  return (
    <nav class="wards" aria-label={header.wards}>
      {only === null && (
        <a href={here} aria-current={current(null)}>
          {header.allWards}
        </a>
      )}
      {shown.map((ward) => (
        <a href={`${here}?ward=${encodeURIComponent(ward.wardId)}`} aria-current={current(ward.wardId)}>
          <bdi>{ward.name}</bdi>
        </a>
      ))}
    </nav>
  );
}

interface MeProps {
  readonly person: Person;
  readonly idle: boolean;
  readonly duty: Duty | null;
  readonly zone: string;
  readonly words: Words;
}

function Me({ person, idle, duty, zone, words }: MeProps) {
  const { header } = words;
  return (
    <div class="me">
      <p>
        <bdi>{person.name}</bdi> <small>{words.roles[person.role].one}</small>
        {may(person.role, "go_on_duty") && <MyDuty duty={duty} zone={zone} words={words} />}
      </p>
      {idle && (
        <p class="away">
          {header.signInToAct} <a href="/sign-in">{header.signInAgain}</a>
        </p>
      )}
      <form method="post" action="/session/end">
        <button type="submit">{header.signOut}</button>
      </form>
    </div>
  );
}
