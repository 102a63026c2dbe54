import type { Refusal } from "../domain/refusals.ts";
import { type AssetUrls, Layout, Masthead } from "./layout.tsx";
import type { Words } from "./words/words.ts";

interface SignInPageProps {
  readonly assets: AssetUrls;
  readonly words: Words;
  /** Why the last try did not lead in. */
  readonly refusal: Refusal | null;
  /** What was typed, so that it need not be typed again. The password is never sent back. */
  readonly email: string;
  /** Somebody is signed in here but was away: they come back to act. */
  readonly idle: boolean;
  readonly demo: boolean;
}

/** Pasting and password managers work, nothing has to be solved or remembered beyond the password. */
export function SignInPage({ assets, words, refusal, email, idle, demo }: SignInPageProps) {
  const { signIn } = words;
  const choice = refusal?.kind === "choose_hospital" ? refusal.hospitals : null;
  return (
    <Layout title={signIn.title} words={words} assets={assets} bodyClass="single">
      <Masthead words={words} demo={demo} />
      <main id="content" class="sheet">
        <h1>{signIn.title}</h1>
        <p class="lead">{idle ? signIn.again : signIn.lead}</p>
        {refusal !== null && <Refused refusal={refusal} words={words} />}
        <form method="post" action="/session">
          <Field name="email" label={signIn.email} type="email" autocomplete="username" value={email} />
          <Field name="password" label={signIn.password} type="password" autocomplete="current-password" />
          {choice !== null && (
            <p class="field">
              <label for="hospital">{signIn.hospital}</label>
              <select id="hospital" name="hospital" required>
                {choice.map(({ hospitalId, name }) => (
                  <option value={hospitalId}>{name}</option>
                ))}
              </select>
            </p>
          )}
          <button type="submit" class="go">
            {signIn.submit}
          </button>
        </form>
        {demo && <DemoAccounts words={words} />}
      </main>
      <footer class="secondary">{words.secondaryDisplay}</footer>
    </Layout>
  );
}

function Refused({ refusal, words }: { refusal: Refusal; words: Words }) {
  const { title, text } = words.refusals[refusal.kind];
  // A sign-in is refused without moments in it, so the time needs no zone here.
  const detail =
    refusal.kind === "too_many_attempts" || refusal.kind === "busy" || refusal.kind === "invalid_input"
      ? words.refusalSentence(refusal, () => "")
      : refusal.kind === "choose_hospital"
        ? words.signIn.chooseHospital
        : text;
  return (
    <div id="refusal" class="refused" role="alert">
      <b>{title}</b>
      <p>{detail}</p>
    </div>
  );
}

function Field(props: { name: string; label: string; type: string; autocomplete: string; value?: string }) {
  const { name, label, type, autocomplete, value } = props;
  return (
    <p class="field">
      <label for={name}>{label}</label>
      <input id={name} name={name} type={type} autocomplete={autocomplete} value={value} required />
    </p>
  );
}

/** The accounts that the demo makes. They open nothing outside demo mode. */
const demoAddresses = ["operator", "nurse", "nurse2", "doctor", "head", "admin", "display"];

function DemoAccounts({ words }: { words: Words }) {
  return (
    <section class="accounts" aria-labelledby="accounts-heading">
      <h2 id="accounts-heading">{words.signIn.demoTitle}</h2>
      <ul>
        {demoAddresses.map((name) => (
          <li>
            <code>{name}@st-brigid.example</code>
          </li>
        ))}
      </ul>
      <p>{words.signIn.demoPassword(<code>wardlight-demo</code>)}</p>
    </section>
  );
}
