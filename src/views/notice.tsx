/** What came of an action, in one sentence. Shown in `#notice`, which is a live region and stays in the page. */
export function Notice({ tone, text }: { tone: "done" | "refused"; text: string }) {
  return <p class={tone}>{text}</p>;
}

/** The same as a part of a reply to htmx. Only the content is swapped: a live region that is replaced is not read out. */
export function noticePartial(tone: "done" | "refused", text: string): string {
  return `<hx-partial hx-target="#notice" hx-swap="innerHTML">${String(<Notice tone={tone} text={text} />)}</hx-partial>`;
}
