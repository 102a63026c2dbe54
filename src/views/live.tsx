import type { AssetUrls } from "./layout.tsx";
import type { Words } from "./words/words.ts";

interface LiveProps {
  readonly hospitalId: string;
  /** The ward whose board is streamed, null being the hospital's. */
  readonly wardId: string | null;
  readonly now: Date;
  /** Read before what the page shows was. */
  readonly cursor: string;
  readonly build: string;
  readonly assets: AssetUrls;
  /** The page has some regions of the board and not all: what it shows cannot be compared with the whole. */
  readonly part?: boolean;
}

/** What keeps a page live: static/board has the scripts that watch over it. */
export function Live({ hospitalId, wardId, now, cursor, build, assets, part = false }: LiveProps) {
  const here = `/hospitals/${hospitalId}`;
  const ward = wardId === null ? "" : `ward=${encodeURIComponent(wardId)}&`;
  const after = `after=${encodeURIComponent(cursor)}`;
  return (
    <>
      <div
        id="live"
        hx-sse:connect={`${here}/stream?${ward}pace=live&${after}`}
        hx-swap="none"
        hx-sync="drop"
        hx-trigger="load, every 10s, online from:window"
        hx-config={JSON.stringify({ cache: "no-store" })}
        data-build={build}
        data-cursor={cursor}
        data-poll={`${here}/poll?${ward}`.replace(/[?&]$/, "")}
        data-now={now.getTime()}
        data-part={part ? "" : undefined}
        data-watch={part ? undefined : `${here}/watch`}
        data-ward={wardId ?? ""}
        data-worker={assets.url("beat-worker.js")}
      />
      <div id="poller" hx-get={`${here}/poll?${ward}${after}`} hx-swap="none" hx-sync="drop" hx-trigger="poll" />
    </>
  );
}

/** The state of the page's connection in words: each finds its own on the element. */
export function Connection({ words }: { words: Words }) {
  const states = Object.entries(words.connection).map(([state, said]) => [`data-${state}`, said]);
  return (
    <p id="connection" class="connection" {...Object.fromEntries(states)}>
      {words.connection.reload}
    </p>
  );
}

/** What covers the board when it may no longer be shown. Every reason is in the page: the server may be out of reach then. */
export function Cover({ words }: { words: Words }) {
  const { cover } = words;
  const reasons = [
    { name: "signed-out", href: "/sign-in", ...cover.signedOut },
    { name: "not-found", href: "/", ...cover.notFound },
    { name: "new-version", href: "", ...cover.newVersion },
    { name: "patient-changed", href: "/", ...cover.patientChanged },
  ];
  return (
    <div id="cover" role="alertdialog" aria-modal="true" aria-label={words.product} hidden>
      {reasons.map(({ name, href, title, text, action }) => (
        <div data-cover={name} hidden>
          <h2>{title}</h2>
          <p>{text}</p>
          <a class="button go" href={href}>
            {action}
          </a>
        </div>
      ))}
    </div>
  );
}
