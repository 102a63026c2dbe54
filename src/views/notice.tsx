interface NoticeProps {
  readonly tone: "done" | "refused";
  readonly text: string;
  /** Where to go on from a refusal that leads somewhere. */
  readonly link?: { readonly href: string; readonly text: string };
}

/** What came of an action, in one sentence. Shown in `#notice`, which is a live region and stays in the page. */
export function Notice({ tone, text, link }: NoticeProps) {
  return (
    <p class={tone}>
      {text} {link && <a href={link.href}>{link.text}</a>}
    </p>
  );
}

/** The same as a part of a reply to htmx. Only the content is swapped: a live region that is replaced is not read out. */
export function noticePartial(tone: "done" | "refused", text: string, link?: NoticeProps["link"]): string {
  const notice = <Notice tone={tone} text={text} {...(link && { link })} />;
  return `<hx-partial hx-target="#notice" hx-swap="innerHTML">${String(notice)}</hx-partial>`;
}
