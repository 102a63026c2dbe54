import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { Theme } from "../domain/preferences.ts";
import type { Words } from "./words/words.ts";

/** Where a built file of `static/` is served: `url("app.css")`. */
export interface AssetUrls {
  url(name: string): string;
}

interface LayoutProps {
  readonly title: string;
  /** Of what waits for whoever looks. */
  readonly titleCount?: number;
  readonly words: Words;
  readonly assets: AssetUrls;
  /** A page that changes by itself: it has scripts, and without them it is loaded again. */
  readonly live?: boolean;
  /** A live page that is typed into: without scripts it stays as it is, or what was typed would be gone. */
  readonly typed?: boolean;
  /** Sheets and scripts of this page beside those of every page. */
  readonly styles?: readonly string[];
  readonly scripts?: readonly string[];
  /** A page with a form that is sent in the background where scripts run. */
  readonly sends?: boolean | undefined;
  readonly theme?: Theme | undefined;
  readonly bodyClass?: string;
  /** `data-*` of the body. */
  readonly data?: Readonly<Record<`data-${string}`, string | undefined>>;
  readonly children: Child;
}

/** The shell of every page. No inline script, style or handler: the content security policy allows none. */
export function Layout(props: LayoutProps) {
  const {
    title,
    titleCount = 0,
    words,
    assets,
    live = false,
    typed = false,
    sends = false,
    styles = [],
    scripts = [],
    theme,
    bodyClass,
    data,
    children,
  } = props;
  return (
    <>
      {raw("<!doctype html>")}
      <html lang={words.language} dir={words.dir} data-live={live ? "connecting" : undefined} data-theme={theme}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex" />
          {/* With the header's no-referrer alone a form's Origin is "null", and over plain HTTP nothing else says whose it is. */}
          <meta name="referrer" content="same-origin" />
          <title>{`${titleCount > 0 ? words.titleCount(String(titleCount)) : ""}${words.title(title)}`}</title>
          <link rel="icon" type="image/svg+xml" href={assets.url("icon.svg")} />
          <link rel="stylesheet" href={assets.url("app.css")} />
          {styles.map((name) => (
            <link rel="stylesheet" href={assets.url(name)} />
          ))}
          {live && <LiveHead assets={assets} typed={typed} />}
          {sends && <SendingHead assets={assets} />}
          {scripts.map((name) => (
            <script src={assets.url(name)} defer />
          ))}
        </head>
        <body class={bodyClass} data-typed={typed ? "" : undefined} {...data}>
          <a class="skip" href="#content">
            {words.skipToContent}
          </a>
          {children}
        </body>
      </html>
    </>
  );
}

/** As often as a page that cannot be live is worth loading again; it is what a ward without scripts sees by. */
const reloadSeconds = 15;

/** For htmx and its stream, in JSON: what DESIGN section 7 found to be safe. */
const htmxConfig = {
  history: false,
  noSwap: [204, 304, "4xx", "5xx"],
  morphIgnore: ["data-htmx-powered", "open"],
  sse: { pauseOnBackground: false, reconnectMaxDelay: 8000, connectTimeout: 8000, reconnectJitter: 0.5 },
};

function SendingHead({ assets }: { assets: AssetUrls }) {
  return (
    <>
      <meta name="htmx-config" content={JSON.stringify(htmxConfig)} />
      {["sent-form.js", "htmx.js"].map((name) => (
        <script src={assets.url(name)} defer />
      ))}
    </>
  );
}

function LiveHead({ assets, typed }: { assets: AssetUrls; typed: boolean }) {
  return (
    <>
      <meta name="htmx-config" content={JSON.stringify(htmxConfig)} />
      {!typed && (
        <noscript>
          <meta http-equiv="refresh" content={String(reloadSeconds)} />
        </noscript>
      )}
      {boardScripts.map((name) => (
        <script src={assets.url(name)} defer />
      ))}
    </>
  );
}

/**
 * In the order in which they run. The board's own before htmx, which starts as soon as it may, be the scripts after it
 * there or not: a stream that spoke before anybody listened would be taken for a silent one.
 */
const boardScripts = ["board.js", "htmx.js", "old-browser.js"];

/** The head of the pages of one sheet: what this is. */
export function Masthead({ words, demo }: { words: Words; demo: boolean }) {
  return (
    <header class="masthead">
      <p class="brand">{words.product}</p>
      {demo && <DemoRibbon words={words} />}
    </header>
  );
}

/** On every page of a demo: nobody may take an invented patient for a real one. */
export function DemoRibbon({ words }: { words: Words }) {
  return (
    <p class="demo">
      <b>{words.demo.mark}</b> <span>{words.demo.text}</span>
    </p>
  );
}
