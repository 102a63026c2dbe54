import type { Page } from "playwright-core";

/**
 * What a person could not read on a page, measured: text that is cut, that spills out of its card, that lies over other
 * text or touches it. Measured is the ink and not the line: a label may stand close above a number. `mayBeCut`: selectors
 * of what may end in an ellipsis.
 */
export function illegible(page: Page, mayBeCut: readonly string[] = [], within = "body"): Promise<string[]> {
  return page.evaluate(measure, { mayBeCut, within });
}

/** Runs in the page. */
function measure({ mayBeCut, within }: { mayBeCut: readonly string[]; within: string }): string[] {
  /** What a text must stay within, the innermost first. */
  const containers = ".sign, .news2, .bed, .alert, .tile, .panel, .sheet, .top";
  /** Parts of one number or word, which belong together. */
  const composites = ".pair, .mean, .news2, .brand";
  const gapPixelsMin = 1.5;
  const slackPixels = 1;

  interface Ink {
    readonly text: string;
    readonly element: Element;
    readonly left: number;
    readonly right: number;
    /** What of it an ellipsis leaves. */
    readonly seen: { readonly left: number; readonly right: number };
    readonly top: number;
    readonly bottom: number;
  }

  const context = document.createElement("canvas").getContext("2d") as CanvasRenderingContext2D;

  makePseudoTextReal();
  const inks = [
    ...Array.from(texts()).flatMap(inkOf),
    ...Array.from(document.querySelectorAll(".trend svg"), inkOfCurve),
  ];
  const found = new Set<string>();
  for (const ink of inks) findCut(ink);
  for (const group of Map.groupBy(inks, ({ element }) => element.closest(outermost())).values())
    group.forEach((a, i) => {
      for (const b of group.slice(i + 1)) findOverlap(a, b);
    });
  return [...found];

  function outermost(): string {
    return ".beds > li, .alert, .tile, .panel, .sheet, .top";
  }

  /** Words that the stylesheet writes ("stale") have no rectangle to ask for. */
  function makePseudoTextReal(): void {
    for (const element of document.querySelectorAll(".sign")) {
      const style = getComputedStyle(element, "::after");
      if (!/^"\w+"$/.test(style.content)) continue;
      const word = document.createElement("span");
      word.textContent = style.content.slice(1, -1);
      for (const name of ["grid-area", "font", "letter-spacing", "white-space", "justify-self", "align-self"])
        word.style.setProperty(name, style.getPropertyValue(name));
      element.classList.add("measured");
      element.append(word);
    }
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(".measured::after { content: none !important; }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }

  function* texts(): Generator<Text> {
    const root = document.querySelector(within);
    if (!root) throw new Error(`there is no ${within}`);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (node.textContent?.trim() !== "" && node.parentElement && isSeen(node.parentElement)) yield node as Text;
  }

  function isSeen(element: Element): boolean {
    if (element.closest("option, script, noscript, #cover, .skip")) return false;
    if (element.closest("details:not([open])") && !element.closest("summary")) return false;
    for (let around: Element | null = element; around; around = around.parentElement) {
      const { visibility, clipPath } = getComputedStyle(around);
      if (visibility === "hidden" || clipPath !== "none") return false;
    }
    return true;
  }

  function inkOf(node: Text): Ink[] {
    const element = node.parentElement as Element;
    const whole = node.data;
    const text = whole.trim();
    const range = document.createRange();
    const start = whole.indexOf(text);
    range.setStart(node, start);
    range.setEnd(node, start + text.length);
    const style = getComputedStyle(element);
    context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const size = context.measureText(text);
    const clip = clipOf(element);
    return Array.from(range.getClientRects(), (rect) => {
      const scale = rect.height / (size.fontBoundingBoxAscent + size.fontBoundingBoxDescent);
      const baseline = rect.top + size.fontBoundingBoxAscent * scale;
      const right = rect.right - Math.max(0, Number.parseFloat(style.letterSpacing) || 0);
      const seen = { left: Math.max(rect.left, clip.left), right: Math.min(right, clip.right) };
      const top = baseline - size.actualBoundingBoxAscent * scale;
      return {
        text,
        element,
        left: rect.left,
        right,
        seen,
        top,
        bottom: baseline + size.actualBoundingBoxDescent * scale,
      };
    }).filter(({ left, right }) => right - left > 0.5);
  }

  function inkOfCurve(element: Element): Ink {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { text: "~", element, left, right, seen: { left, right }, top, bottom };
  }

  /** Where an ellipsis ends a text its rest is nowhere. */
  function clipOf(element: Element): { left: number; right: number } {
    const clip = { left: Number.NEGATIVE_INFINITY, right: Number.POSITIVE_INFINITY };
    for (let around: Element | null = element; around; around = around.parentElement) {
      if (getComputedStyle(around).overflowX === "visible") continue;
      const { left, right } = around.getBoundingClientRect();
      clip.left = Math.max(clip.left, left);
      clip.right = Math.min(clip.right, right);
    }
    return clip;
  }

  function findCut(ink: Ink): void {
    const { element } = ink;
    if (mayBeCut.some((selector) => element.closest(selector))) return;
    for (let around: Element | null = element; around && around !== document.body; around = around.parentElement) {
      const style = getComputedStyle(around);
      const box = around.getBoundingClientRect();
      if (style.overflowX !== "visible" && (ink.right > box.right + slackPixels || ink.left < box.left - slackPixels))
        found.add(`cut: ${told(ink)}`);
      if (style.overflowY === "hidden" && (ink.bottom > box.bottom + slackPixels || ink.top < box.top - slackPixels))
        found.add(`cut: ${told(ink)}`);
      if (
        style.overflowX === "hidden" &&
        around.scrollWidth > around.clientWidth + slackPixels &&
        around.clientWidth > 0
      )
        found.add(`cut: ${told(ink)}`);
    }
    const container = element.closest(containers)?.getBoundingClientRect();
    if (!container) return;
    const spills =
      ink.right > container.right + slackPixels ||
      ink.left < container.left - slackPixels ||
      ink.bottom > container.bottom + slackPixels ||
      ink.top < container.top - slackPixels;
    if (spills) found.add(`spills: ${told(ink)}`);
    if (ink.right > document.documentElement.clientWidth + slackPixels) found.add(`off the screen: ${told(ink)}`);
  }

  function findOverlap(a: Ink, b: Ink): void {
    if (a.element === b.element && a.text === b.text) return;
    const composite = a.element.closest(composites);
    const isMark = a.element.tagName === "I" || b.element.tagName === "I";
    const together = !isMark && composite !== null && composite === b.element.closest(composites);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    const apart = Math.max(a.seen.left, b.seen.left) - Math.min(a.seen.right, b.seen.right);
    if (high > 1 && apart < -0.5 && !together) found.add(`overlap: ${told(a)} and ${told(b)}`);
    if (/^[,.:;)]/.test(b.text) || /[(“]$/.test(a.text)) return;
    const lower = Math.min(a.bottom - a.top, b.bottom - b.top);
    if (high > lower / 3 && apart >= -0.5 && apart < gapPixelsMin && !together)
      found.add(`touch: ${told(a)} and ${told(b)}`);
  }

  function told({ text, element }: Ink): string {
    const region = element.closest("[id]")?.id ?? "";
    const classes = element.closest("[class]")?.className ?? "";
    const cell = element.closest(".sign, .why, .who, .where, .state")?.className ?? "";
    return `“${text}” (${[region, cell, classes].filter((part, i, all) => part !== "" && all.indexOf(part) === i).join(" ")})`;
  }
}
