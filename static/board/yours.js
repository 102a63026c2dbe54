/*
 * The strip on top and the number in the title: how many unanswered alerts are meant for whoever looks. Rebuilt from the
 * rows of the list, in the form in which views/yours-strip.tsx drew it; without scripts that one stays. A row that stays
 * keeps its controls, so that focus and a tap on its way are not lost.
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  const strip = document.getElementById("yours");
  const { title, titleCount } = document.body.dataset;

  const referring = ["id", "for", "form", "aria-labelledby", "aria-describedby"];
  const prefixed = referring.map((name) => [name, `[${name}]`]);

  function show() {
    const mine = wardlight.aim.mine();
    const count = mine.length + wardlight.aim.cut().reduce((sum, [more]) => sum + more, 0);
    document.title = (count > 0 ? titleCount.replace("{n}", String(count)) : "") + title;
    if (!strip) return;
    const { max, narrow } = strip.dataset;
    draw(mine.slice(0, Number(max)));
    document.getElementById("yours-none").hidden = count > 0;
    showRest("yours-rest", count - Number(max));
    showRest("yours-rest-narrow", count - Number(narrow));
  }

  function draw(rows) {
    const list = document.getElementById("yours-list");
    const before = new Map(Array.from(list.children, (item) => [item.id, item]));
    const focused = document.activeElement;
    rows.map(itemOf).forEach((fresh, place) => {
      const item = before.get(fresh.id);
      if (item) update(item, fresh);
      before.delete(fresh.id);
      const next = list.children[place] ?? null;
      if ((item ?? fresh) !== next) list.insertBefore(item ?? fresh, next);
      if (!item) htmx.process(fresh);
    });
    for (const gone of before.values()) gone.remove();
    // Whoever answered by keyboard goes on with what took its place; on the row, for a second Enter must not answer it.
    if (list.contains(focused)) focused.focus({ preventScroll: true });
    else if (focused !== document.activeElement) (list.firstElementChild ?? strip).focus({ preventScroll: true });
  }

  /** The row under ids of its own. */
  function itemOf(row) {
    const item = row.cloneNode(true);
    for (const attribute of ["data-htmx-powered", "data-ask", "style"]) item.removeAttribute(attribute);
    for (const passing of ["data-htmx-powered", "aria-disabled"])
      for (const part of item.querySelectorAll(`[${passing}]`)) part.removeAttribute(passing);
    item.tabIndex = -1;
    for (const [name, selector] of prefixed)
      for (const one of [item, ...item.querySelectorAll(selector)])
        if (one.hasAttribute(name)) one.setAttribute(name, `yours-${one.getAttribute(name)}`);
    return item;
  }

  /** All but the controls that stay the same: a tap on its way and the focus are theirs. */
  function update(item, fresh) {
    for (const { name, value } of Array.from(fresh.attributes)) item.setAttribute(name, value);
    const controls = new Map(Array.from(item.querySelectorAll(":scope > .do"), (part) => [controlsOf(part), part]));
    const parts = Array.from(fresh.children, (part) => controls.get(controlsOf(part)) ?? part);
    for (const part of Array.from(item.children)) if (!parts.includes(part)) part.remove();
    // What stays is not moved, or it would lose the focus.
    let next = null;
    for (const part of parts.reverse()) {
      if (part.parentNode !== item) item.insertBefore(part, next);
      next = part;
    }
    htmx.process(item);
  }

  const controlsOf = (part) =>
    part.classList.contains("do") && Array.from(part.querySelectorAll("button, summary"), ({ id }) => id).join();

  function showRest(id, count) {
    const rest = document.getElementById(id);
    const said = (template) => template.replace("{n}", String(count));
    rest.hidden = count <= 0;
    rest.textContent = said(rest.dataset.text);
    rest.setAttribute("aria-label", said(rest.dataset.label));
  }

  document.addEventListener("wardlight:alerts", show);
})();
