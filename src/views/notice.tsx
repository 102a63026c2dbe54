import type { Words } from "./words/words.ts";

interface NoticeProps {
  readonly tone: "done" | "refused";
  readonly text: string;
  /** Where to go on from a refusal that leads somewhere. */
  readonly link?: { readonly href: string; readonly text: string } | undefined;
  /** What was done can be taken back for a moment; the stylesheet takes the button away after it. */
  readonly undo?: { readonly alertId: string; readonly wardId: string | null; readonly words: Words } | undefined;
}

/** What came of an action, in one sentence. Shown in `#notice`, which is a live region and stays in the page. */
export function Notice({ tone, text, link, undo }: NoticeProps) {
  return (
    <>
      <p class={tone}>
        {text} {link && <a href={link.href}>{link.text}</a>}
      </p>
      {undo && (
        <form id={`undo-form-${undo.alertId}`} class="undo" method="post" action={`/alerts/${undo.alertId}/undo`}>
          {undo.wardId !== null && <input type="hidden" name="ward" value={undo.wardId} />}
          <button id={`undo-${undo.alertId}`} type="submit">
            {undo.words.notice.undo}
          </button>
        </form>
      )}
    </>
  );
}

/** The same as a part of a reply to htmx. Only the content is swapped: a live region that is replaced is not read out. */
export function noticePartial(
  tone: NoticeProps["tone"],
  text: string,
  more: Pick<NoticeProps, "link" | "undo"> = {},
): string {
  const notice = <Notice tone={tone} text={text} {...more} />;
  return `<hx-partial hx-target="#notice" hx-swap="innerHTML">${String(notice)}</hx-partial>`;
}
