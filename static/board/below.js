/*
 * Alerts that the list has below its edge, counted on that edge: how many, how many of them nobody has answered, and the
 * shape of the most urgent. A list that seems to end says that nothing else is open. Nothing moves: the count lies over
 * the list, and leads on down.
 */
(() => {
  const block = document.getElementById("alerts-block");
  const count = document.getElementById("alerts-below");
  if (!block || !count) return;
  const say = count.dataset;

  function draw() {
    const { rows, left, leftUnanswered } = below();
    const total = rows.length + left;
    if (total === 0) {
      if (document.activeElement === count) block.focus({ preventScroll: true });
      count.hidden = true;
      return;
    }
    const unanswered = rows.filter((row) => !row.classList.contains("acknowledged"));
    const waiting = unanswered.length + leftUnanswered;
    // The list is in the order of urgency: the first is the most urgent.
    const priority = ["high", "medium", "low"].find((name) => unanswered[0]?.classList.contains(name));
    const [all, those] = count.children;
    write(all, say.more.replace("{n}", total));
    write(those, waiting === 0 ? "" : `${say[priority] ?? ""} ${say.unanswered.replace("{n}", waiting)}`.trim());
    those.className = priority ?? "";
    count.hidden = false;
  }

  /** The rows of which less than half is seen, and those that the list was too long for. */
  function below() {
    const all = Array.from(block.querySelectorAll("#alerts > .alert"));
    const end = block.querySelector("#alerts").getBoundingClientRect().bottom;
    const seen = edge();
    const more = block.querySelector("#alerts-more");
    if (end <= seen + 1) return { rows: [], left: 0, leftUnanswered: 0 };
    const shown = seen - heightOf(count);
    const rows = all.filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return (top + bottom) / 2 > shown;
    });
    const isSeen = !more || more.getBoundingClientRect().bottom <= seen;
    return {
      rows,
      left: isSeen ? 0 : Number(more.dataset.left),
      leftUnanswered: isSeen ? 0 : Number(more.dataset.leftUnanswered),
    };
  }

  const scrollsItself = () => getComputedStyle(block).overflowY !== "visible";

  /** The lowest line on which the list is seen: its own edge, or on a phone the bar at the foot of the screen. */
  function edge() {
    if (scrollsItself()) return Math.min(block.getBoundingClientRect().bottom, innerHeight);
    const bar = document.querySelector(".actions");
    return bar && getComputedStyle(bar).position === "fixed" ? bar.getBoundingClientRect().top : innerHeight;
  }

  const heightOf = (element) => element.offsetHeight || 40;

  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  /** The first row that is not seen comes to the top. */
  count.addEventListener("click", () => {
    const next = below().rows[0] ?? block.querySelector("#alerts-more");
    const [scroller, top] = scrollsItself()
      ? [block, block.querySelector(".alerts-head").getBoundingClientRect().bottom]
      : [document.scrollingElement, document.querySelector(".top").getBoundingClientRect().bottom];
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    scroller.scrollBy({ top: next.getBoundingClientRect().top - top - 4, behavior: calm ? "auto" : "smooth" });
  });

  let asked = false;
  function drawSoon() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  }

  block.addEventListener("scroll", drawSoon, { passive: true });
  window.addEventListener("scroll", drawSoon, { passive: true });
  window.addEventListener("resize", drawSoon);
  document.addEventListener("htmx:after:swap", drawSoon);
  // A row grows with what is opened in it and with a text that a clock writes.
  new ResizeObserver(drawSoon).observe(document.getElementById("alerts"));
  document.addEventListener("wardlight:start", draw);
})();
