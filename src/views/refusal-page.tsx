import type { Theme } from "../domain/preferences.ts";
import type { Refusal } from "../domain/refusals.ts";
import { type AssetUrls, Layout, Masthead } from "./layout.tsx";
import { clockTime } from "./moments.tsx";
import type { Words } from "./words/words.ts";

interface RefusalPageProps {
  readonly assets: AssetUrls;
  readonly words: Words;
  readonly demo: boolean;
  readonly theme?: Theme | undefined;
  /** Null: a fault of ours, not a refusal. */
  readonly refusal: Refusal | null;
  readonly requestId: string;
  /** Where to go on: the board that was looked at, or `/`. */
  readonly back: string;
  /** IANA zone in which times are told. */
  readonly timeZone: string;
}

/** What was not done, why, and what to do now. Nothing of the inside: the request's number is for whoever mends it. */
export function RefusalPage(props: RefusalPageProps) {
  const { assets, words, demo, theme, refusal, requestId, back, timeZone } = props;
  const { title, text } = refusal === null ? words.failure : words.refusals[refusal.kind];
  const sentence = refusal === null ? null : words.refusalSentence(refusal, (at) => clockTime(at, timeZone, words));
  const leadsToSignIn = refusal?.kind === "not_signed_in" || refusal?.kind === "wrong_credentials";
  return (
    <Layout title={title} words={words} assets={assets} theme={theme} bodyClass="single">
      <Masthead words={words} demo={demo} />
      <main id="content" class="sheet">
        <h1>{title}</h1>
        <p class="lead">{text}</p>
        {sentence !== null && saysMore(refusal) && <p class="detail">{sentence}</p>}
        <p>
          <a class="button go" href={leadsToSignIn ? "/sign-in" : back}>
            {leadsToSignIn ? words.failure.signIn : words.failure.back}
          </a>
        </p>
        {refusal === null && <p class="small">{words.failure.requestId(<code>{requestId}</code>)}</p>}
      </main>
      <footer class="secondary">{words.secondaryDisplay}</footer>
    </Layout>
  );
}

/** Whether the sentence tells who, when, how long or which field, beyond the kind's own words. */
const saysMore = (refusal: Refusal | null) =>
  refusal !== null &&
  [
    ...["already_acknowledged", "already_resolved", "too_many_attempts", "busy", "invalid_input"],
    ...["patient_left", "patient_moved", "bed_taken", "already_here"],
  ].includes(refusal.kind);
