import type { Words } from "./words/words.ts";

/** What the keyboard does. Opened by `?`; static/board/keys.js has the keys. */
export function KeysHelp({ words }: { words: Words }) {
  const { keys } = words;
  return (
    <dialog id="keys-help" class="keys" aria-labelledby="keys-heading">
      <h2 id="keys-heading">{keys.heading}</h2>
      <dl>
        {keys.list.map(({ keys: names, does }) => (
          <div>
            <dt>
              {names.map((name) => (
                <kbd>{name}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit">{keys.close}</button>
      </form>
    </dialog>
  );
}
