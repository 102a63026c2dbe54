import type { Child } from "hono/jsx";
import type { Board } from "../domain/board.ts";
import type { CalledKind } from "../domain/called-kinds.ts";
import type { Duty } from "../domain/duties.ts";
import type { Preferences } from "../domain/preferences.ts";
import { isCallable, may, type Person } from "../domain/staff.ts";
import { HospitalMenu } from "./hospital-nav.tsx";
import { DemoRibbon } from "./layout.tsx";
import { Connection } from "./live.tsx";
import { clockTimeWithSeconds } from "./moments.tsx";
import { MyDuty } from "./my-duty.tsx";
import { RaiseAlertForm } from "./raise-alert-form.tsx";
import { SettingsForm, type SettingsProps } from "./settings-panel.tsx";
import type { Words } from "./words/words.ts";

interface BoardHeaderProps {
  readonly board: Board;
  readonly person: Person;
  readonly idle: boolean;
  readonly duty: Duty | null;
  readonly kinds: readonly CalledKind[];
  readonly preferences: Preferences;
  readonly words: Words;
  /** What stands in the second row: what waits for this person. */
  readonly children?: Child;
}

/** Where one is, whether the screen may be believed, what time it is, who is signed in, and what they may start. */
export function BoardHeader(props: BoardHeaderProps) {
  const { board, person, idle, duty, kinds, preferences, words, children } = props;
  const { hospital } = board;
  const { header } = words;
  const onWall = person.role === "display";
  const settings = { preferences, wardId: board.wardId, words };
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
        {onWall && (
          <>
            <SoundButton words={words} />
            <Settings {...settings} />
          </>
        )}
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
            <Me person={person} idle={idle} duty={duty} zone={hospital.timeZone} settings={settings} />
          </div>
        )}
      </div>
      {isCallable(person.role) && (
        <div class="second">
          {children}
          <SoundButton words={words} />
        </div>
      )}
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
  readonly settings: SettingsProps;
}

/** Who is signed in, behind the name how they want their board, and whether they are on duty. */
function Me({ person, idle, duty, zone, settings }: MeProps) {
  const { words } = settings;
  const { header, roles } = words;
  const name = (
    <>
      <bdi>{person.name}</bdi> <small>{roles[person.role].one}</small>
    </>
  );
  return (
    <div class="me">
      <div>
        {idle ? <p>{name}</p> : <Settings {...settings} name={name} />}
        {may(person.role, "go_on_duty") && <MyDuty duty={duty} zone={zone} words={words} />}
      </div>
      {idle && (
        <p class="away">
          {header.signInToAct} <a href="/sign-in">{header.signInAgain}</a>
        </p>
      )}
      <SignOut words={settings.words} />
    </div>
  );
}

function Settings({ name, ...settings }: SettingsProps & { readonly name?: Child }) {
  const { heading } = settings.words.settings;
  return (
    <details id="settings" class="settings">
      <summary id="settings-open">
        {name === undefined ? heading : [<span>{name}</span>, <span class="sr">, {heading}</span>]}
      </summary>
      <div class="panel" hx-boost:inherited="true" hx-swap:inherited="none" hx-push-url:inherited="false">
        <SettingsForm {...settings} />
        {name !== undefined && (
          <div class="leave">
            <SignOut words={settings.words} />
          </div>
        )}
      </div>
    </details>
  );
}

/** Sent as a whole page: nothing of the board may stay. */
function SignOut({ words }: { words: Words }) {
  return (
    <form method="post" action="/session/end" hx-boost="false">
      <button type="submit">{words.header.signOut}</button>
    </form>
  );
}

/** Says whether this board can be heard. Without scripts it cannot, and says that. static/board/sound.js does the rest. */
function SoundButton({ words }: { words: Words }) {
  const { off, on, blocked, turnOn, turnOff } = words.sound;
  return (
    <button
      type="button"
      id="sound"
      class="sound"
      disabled
      data-off={off}
      data-on={on}
      data-blocked={blocked}
      data-turn-on={turnOn}
      data-turn-off={turnOff}
    >
      {off}
    </button>
  );
}
