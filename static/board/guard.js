/*
 * A tap means the row that stood there when it was aimed. Rows may move a moment before the finger comes down: when a
 * rested list goes on, or when the strip on top fills. For as long as an aim takes, a press on a row that was another one
 * then does nothing, and says so.
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  const notice = document.getElementById("notice");
  const lists = ["#alerts", "#yours"];

  /** From seeing to pressing: a practised hand needs a quarter of a second at least. */
  const aimMillis = 400;

  /** Where the rows of a list stood before they moved, for as long as somebody may still aim at that; the oldest first. */
  let pictures = [];
  let before = null;
  let swallows = false;

  wardlight.guard = {
    /** For tests: no press on this list (null: on any) would be taken for one that was aimed before. */
    atRest(which = null) {
      forgetOld();
      return !pictures.some(({ list }) => which === null || list === which);
    },
  };

  const pictureOf = (list) => ({
    list,
    rows: new Map(
      Array.from(document.querySelectorAll(`${list} .alert`), (row) => [row.id, row.getBoundingClientRect()]).filter(
        ([, { height }]) => height > 0,
      ),
    ),
  });

  /** Whether a row that can still be pressed stands elsewhere, or where none stood. */
  const hasMoved = (was, is) =>
    Array.from(is).some(([id, now]) => {
      const then = was.get(id);
      return !then || Math.abs(now.top - then.top) > 1 || Math.abs(now.left - then.left) > 1;
    });

  document.addEventListener("htmx:before:swap", ({ detail: { tasks } }) => {
    if (document.hidden || !tasks.some(({ target }) => target?.matches?.("#alerts, #elsewhere"))) return;
    before ??= lists.map(pictureOf);
  });

  // The strip is rebuilt after the swap; this event comes last.
  document.addEventListener("htmx:finally:swap", () => {
    if (!before) return;
    const at = performance.now();
    forgetOld();
    for (const { list, rows } of before) if (hasMoved(rows, pictureOf(list).rows)) pictures.push({ at, list, rows });
    before = null;
  });

  // Whoever opens something in a row has seen what stands there now.
  document.addEventListener("toggle", forgetAll, true);

  function forgetOld() {
    const since = performance.now() - aimMillis;
    pictures = pictures.filter(({ at }) => at >= since);
  }

  function forgetAll() {
    pictures = [];
  }

  const rowAt = (rows, { clientX, clientY }) =>
    Array.from(rows).find(
      ([, { top, bottom, left, right }]) => clientY >= top && clientY < bottom && clientX >= left && clientX < right,
    )?.[0];

  document.addEventListener(
    "pointerdown",
    (event) => {
      forgetOld();
      const row = event.target.closest(".alert");
      const picture = row && pictures.find(({ list }) => row.closest(list));
      // Where no row stood nobody has aimed at one.
      const stood = picture ? rowAt(picture.rows, event) : undefined;
      swallows = stood !== undefined && stood !== row.id;
    },
    true,
  );

  document.addEventListener(
    "click",
    (event) => {
      // A click without a press before it is a key's, which follows the focus and not a place.
      if (!swallows || event.detail === 0) return;
      swallows = false;
      event.preventDefault();
      event.stopImmediatePropagation();
      // What can still be taken back there is worth more than this sentence.
      if (!notice.querySelector("form")) notice.textContent = notice.dataset.moved;
    },
    true,
  );
})();
