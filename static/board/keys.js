/*
 * The list of alerts by keyboard: j and k (or the arrows, on a row) walk the rows, a acknowledges, Enter opens, ? tells.
 * A high alert is acknowledged by a second key, so that no slip of a finger answers for a patient. Never takes a key from
 * a field, from the browser (with a modifier) or from an open panel, and can be switched off (WCAG 2.1.4).
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  const block = document.getElementById("alerts-block");
  const help = document.getElementById("keys-help");
  if (!block || !help) return;

  const confirmMillisMax = 3000;

  /** The row that Tab enters the list by. */
  let rovingId = null;
  /** Where in the list the walk goes on after an answered row has left its place. */
  let resumeAt = null;
  let asking = null;

  const isShown = (element) => element.getClientRects().length > 0;
  const rows = () => Array.from(document.querySelectorAll("#alerts .alert:not(.gone)")).filter(isShown);
  const rowOf = (element) => element?.closest("#alerts .alert, #yours .alert");

  document.addEventListener("keydown", (event) => {
    if (!mayAct(event)) return;
    const row = rowOf(document.activeElement);
    const onRow = row && row === document.activeElement;
    const done = act(event.key, row, onRow);
    if (done) event.preventDefault();
    if (asking && !["a", "Shift"].includes(event.key)) stopAsking();
  });

  function mayAct({ defaultPrevented, isComposing, ctrlKey, metaKey, altKey, target }) {
    if (defaultPrevented || isComposing || ctrlKey || metaKey || altKey) return false;
    if (wardlight.covered || document.body.dataset.keys === "off") return false;
    return !target.closest("input, select, textarea, [contenteditable], dialog, .panel");
  }

  function act(key, row, onRow) {
    if (key === "j" || (key === "ArrowDown" && onRow)) return walk(row, 1);
    if (key === "k" || (key === "ArrowUp" && onRow)) return walk(row, -1);
    if (key === "?") return tell();
    if (!row) return false;
    if (key === "a") return acknowledge(row);
    if (key === "Enter" && onRow) return asking === row.id ? acknowledge(row) : open(row);
    return false;
  }

  function walk(row, step) {
    const all = rows();
    if (all.length === 0) return false;
    all[Math.max(0, Math.min(placeAfter(all, row, step), all.length - 1))].focus();
    return true;
  }

  function placeAfter(all, row, step) {
    const hasLeft = resumeAt !== null && row?.dataset.state === "acknowledged";
    if (hasLeft) return step > 0 ? resumeAt : resumeAt - 1;
    const current = all.indexOf(row ?? document.getElementById(rovingId));
    // Whoever comes from elsewhere comes back to where they were.
    return row || current < 0 ? current + (current < 0 ? 1 : step) : current;
  }

  function open(row) {
    const link = row.querySelector('a[href^="/alerts/"]');
    link?.click();
    return Boolean(link);
  }

  function acknowledge(row) {
    // Of an alert that was handed over the answer is to take it.
    const button = row.querySelector('form[action$="/acknowledgement"] button, form.do[action$="/owner"] button');
    if (!button || !isShown(button)) return false;
    if (row.dataset.priority === "high" && asking !== row.id) return ask(row);
    stopAsking();
    resumeAt = rows().indexOf(row);
    button.click();
    return true;
  }

  function ask(row) {
    stopAsking();
    asking = row.id;
    showAsking();
    wardlight.say?.(block.dataset.ask);
    const asked = row.id;
    setTimeout(() => asking === asked && stopAsking(), confirmMillisMax);
    return true;
  }

  function stopAsking() {
    asking = null;
    showAsking();
  }

  /** Said in the row. A frame of the stream takes it away with what else it does not know, and so it is said again. */
  function showAsking() {
    for (const row of document.querySelectorAll(".alert[data-ask]"))
      if (row.id !== asking) row.removeAttribute("data-ask");
    const row = asking && document.getElementById(asking);
    if (row) row.dataset.ask = block.dataset.ask;
  }

  function tell() {
    if (help.open || !help.showModal) return false;
    help.showModal();
    return true;
  }

  /** One row of the list is a stop of the Tab key: the one last walked to, else the first. */
  function rove() {
    const all = rows();
    const current = all.find(({ id }) => id === rovingId) ?? all[0];
    for (const row of all) {
      const index = row === current ? 0 : -1;
      if (row.tabIndex !== index) row.tabIndex = index;
    }
  }

  block.addEventListener("focusin", ({ target }) => {
    const row = rowOf(target);
    if (!row || row.id === rovingId) return;
    rovingId = row.id;
    if (row.id !== asking) stopAsking();
    if (row.dataset.state !== "acknowledged") resumeAt = null;
    rove();
  });
  document.addEventListener("htmx:after:swap", () => {
    rove();
    showAsking();
  });
  document.addEventListener("wardlight:start", rove);
})();
