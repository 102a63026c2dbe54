/*
 * No jump under the finger. While somebody points at the list of alerts, or walks it by keyboard, its rows keep their
 * places and heights: what changed is shown in its row, what is over stays as a picture that does nothing, and what is
 * new waits, named in a bar above the list. When the pointer leaves or rests the list becomes what the server drew.
 * Neither the strip on top nor the sound waits: they are derived from `truth`.
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  const block = document.getElementById("alerts-block");
  const news = document.getElementById("alerts-news");
  if (!block || !news) return;

  /** A hand that moves is about to press; one that has rested so long reads, and wants to read what is true. */
  const restMillis = { mouse: 3000, pen: 3000, touch: 1500, keyboard: 3000 };

  /** From a key to the focus that it moved. */
  const stepMillis = 100;

  let keyAt = Number.NEGATIVE_INFINITY;
  let stillUntil = Number.NEGATIVE_INFINITY;
  let pressed = false;
  let timer = 0;
  let lastPoint = "";
  /** The list as the server last drew it, while the one on the screen is kept still; else null. */
  let truth = null;
  /** The heights of the rows before a swap, by id. */
  let heights = new Map();

  const list = () => document.getElementById("alerts");
  const isHeld = () => pressed || performance.now() < stillUntil;

  wardlight.hold = { truth: () => truth, release };

  function hold(kind) {
    stillUntil = Math.max(stillUntil, performance.now() + restMillis[kind]);
    releaseWhenDue();
  }

  function releaseWhenDue() {
    clearTimeout(timer);
    if (!pressed)
      timer = setTimeout(() => (isHeld() ? releaseWhenDue() : release()), stillUntil - performance.now() + 1);
  }

  /** The list becomes what it is. A morph like any other, so that focus and open forms survive. */
  function release() {
    stillUntil = Number.NEGATIVE_INFINITY;
    if (!truth) return;
    const html = truth.outerHTML;
    truth = null;
    news.hidden = true;
    const text = `<hx-partial hx-target="#alerts" hx-swap="outerMorph">${html}</hx-partial>`;
    htmx.swap({ text, sourceElement: block, target: block, swap: "none swapEmpty:false" });
  }

  document.addEventListener("htmx:before:swap", ({ detail: { tasks } }) => {
    for (const task of tasks) {
      const fresh = task.target === list() && task.fragment.querySelector("#alerts");
      if (!fresh) continue;
      // With no row on the screen there is nothing to miss, and nothing true may wait.
      if (!isHeld() || !list().querySelector(".alert")) {
        truth = null;
        news.hidden = true;
        continue;
      }
      truth = fresh.cloneNode(true);
      heights = new Map(
        Array.from(list().querySelectorAll("li[id]"), (row) => [row.id, row.getBoundingClientRect().height]),
      );
      keepStill(fresh);
    }
  });

  /** Turns the server's list into the one on the screen, row by row, each as it is now. */
  function keepStill(fresh) {
    const now = new Map(Array.from(fresh.querySelectorAll("li[id]"), (row) => [row.id, row]));
    fresh.replaceChildren(...Array.from(list().children, (row) => inItsPlace(row, now)));
  }

  function inItsPlace(row, now) {
    const rowNow = now.get(row.id);
    // A line that folds others away keeps those it folds.
    const folded = row.querySelector(":scope > details > ol");
    if (folded) {
      const line = (rowNow ?? row).cloneNode(true);
      line.querySelector("ol").replaceChildren(...Array.from(folded.children, (one) => inItsPlace(one, now)));
      return line;
    }
    return rowNow ?? pictureOf(row);
  }

  function pictureOf(row) {
    const picture = row.cloneNode(true);
    picture.classList.add("gone");
    picture.removeAttribute("style");
    picture.removeAttribute("data-ask");
    for (const control of picture.querySelectorAll("button, input, select")) control.disabled = true;
    for (const link of picture.querySelectorAll("a, summary")) link.replaceWith(...link.childNodes);
    return picture;
  }

  document.addEventListener("htmx:after:swap", () => {
    if (!truth) return;
    for (const row of list().querySelectorAll("li[id]")) {
      const height = heights.get(row.id);
      if (height !== undefined) row.style.blockSize = `${height}px`;
      if (row.classList.contains("gone") && row.contains(document.activeElement)) row.focus({ preventScroll: true });
    }
    showNews();
  });

  /** What waits, the most urgent by name: the list is kept still, never silent. */
  function showNews() {
    const shown = new Set(Array.from(list().querySelectorAll(".alert"), (row) => row.id));
    const waiting = Array.from(truth.querySelectorAll(".alert")).filter((row) => !shown.has(row.id));
    news.hidden = waiting.length === 0;
    if (news.hidden) return;
    news.className = waiting[0].dataset.priority;
    news.textContent = `${news.dataset.text.replace("{n}", String(waiting.length))} ${wardlight.aim.sentence(waiting[0])}`;
  }

  /** Browsers report a move when the page moves under a resting pointer, too. */
  function hasMoved({ clientX, clientY }) {
    const point = `${clientX},${clientY}`;
    const moved = point !== lastPoint;
    lastPoint = point;
    return moved;
  }

  block.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch" && hasMoved(event)) hold(event.pointerType || "mouse");
  });
  block.addEventListener("wheel", () => hold("mouse"), { passive: true });
  block.addEventListener("pointerdown", (event) => {
    pressed = true;
    hold(event.pointerType || "mouse");
  });
  for (const name of ["pointerup", "pointercancel"])
    window.addEventListener(name, (event) => {
      if (!pressed) return;
      pressed = false;
      hold(event.pointerType || "mouse");
    });
  block.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch" && !pressed) release();
  });
  document.addEventListener("keydown", () => {
    keyAt = performance.now();
  });
  block.addEventListener("keydown", () => hold("keyboard"));
  // A press moves the focus, too, and so does a row that takes another's place.
  block.addEventListener("focusin", () => {
    if (performance.now() - keyAt < stepMillis) hold("keyboard");
  });
  // What a person opens may take the room it needs.
  block.addEventListener(
    "toggle",
    ({ target }) => {
      for (let row = target.closest("li"); row; row = row.parentElement.closest("li")) row.style.blockSize = "";
      heights.delete(target.closest("li")?.id);
    },
    true,
  );
  news.addEventListener("click", () => {
    release();
    block.scrollTop = 0;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) release();
  });
})();
