/*
 * What a tap does before the server has answered. Forms work without this file; htmx posts them where it is there. The
 * control says at once that it was heard, a second tap sends nothing, and only the server's own fragment says that it is
 * done: nothing is shown as acknowledged that is not.
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  const main = document.querySelector("main");
  const notice = document.getElementById("notice");
  if (!main || !notice) return;

  const answerMillisMax = 10_000;
  /** Forms on their way. Kept here and not in attributes: a frame of the stream may redraw the form meanwhile. */
  const onTheirWay = new Set();

  // Links lead somewhere; only forms are sent in the background. This runs before htmx looks at the page.
  document.addEventListener("htmx:before:init", (event) => {
    if (event.target.tagName === "A") event.preventDefault();
  });

  document.addEventListener(
    "submit",
    (event) => {
      if (!onTheirWay.has(event.target)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );

  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    if (!isAction(ctx)) return;
    ctx.request.timeout = answerMillisMax;
    onTheirWay.add(ctx.sourceElement);
    notice.replaceChildren();
    showPending();
  });

  // 401 to an action: the person was away, and the answer says so in words. Whether the board too is over, the poll finds out.
  document.addEventListener("htmx:before:response", ({ detail: { ctx } }) => {
    if (isAction(ctx) && ctx.response.status === 401) wardlight.poll?.ask();
  });

  // The stream may have brought newer truth than this answer was drawn from; then only what was said to the person counts.
  document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
    rememberFocus();
    const drawnAt = isAction(ctx) && ctx.response?.headers.get("Wardlight-Cursor");
    if (!drawnAt || !wardlight.cursor?.isOlder(drawnAt)) return;
    for (let i = tasks.length - 1; i >= 0; i--) if (tasks[i].target !== notice) tasks.splice(i, 1);
  });

  document.addEventListener("htmx:after:swap", () => {
    showPending();
    restoreFocus();
  });

  document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    if (isAction(ctx)) notice.textContent = notice.dataset.unreachable;
  });
  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    if (isAction(ctx) && ctx.response.status >= 500) notice.textContent = notice.dataset.unreachable;
  });

  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (!isAction(ctx)) return;
    onTheirWay.delete(ctx.sourceElement);
    for (const control of ctx.sourceElement.querySelectorAll("[aria-disabled]"))
      control.removeAttribute("aria-disabled");
    if (ctx.response?.status === 200) putAway(ctx.sourceElement);
  });

  /** What was done needs no second time: an opened form closes, empty for the next. */
  function putAway(form) {
    const details = form.closest("details");
    form.reset();
    if (!details) return;
    if (details.contains(document.activeElement)) details.querySelector("summary").focus();
    details.open = false;
  }

  function isAction(ctx) {
    return ctx?.sourceElement?.tagName === "FORM";
  }

  function showPending() {
    for (const form of onTheirWay) {
      for (const control of form.querySelectorAll("button")) control.setAttribute("aria-disabled", "true");
    }
  }

  const isShown = (control) => control.getClientRects().length > 0;

  /** The control that had the focus, and where it stood, so that a keyboard is not thrown to the top of the page. */
  let focused = null;

  function rememberFocus() {
    const control = document.activeElement;
    const row = control?.closest?.("li[id]");
    if (!row || !main.contains(control)) {
      focused = null;
      return;
    }
    focused = { control, row, list: row.parentElement, place: Array.from(row.parentElement.children).indexOf(row) };
  }

  /** In the same row if it is still there, else in the row that took its place, else on the list itself. */
  function restoreFocus() {
    if (!focused || focused.control.isConnected) return;
    const { row, list, place } = focused;
    focused = null;
    if (document.activeElement && document.activeElement !== document.body) return;
    const successor = row.isConnected ? row : list.children[Math.min(place, list.children.length - 1)];
    const control = Array.from((successor ?? list).querySelectorAll("button, a, summary")).find(isShown);
    if (!control) list.tabIndex = -1;
    (control ?? list).focus({ preventScroll: true });
  }
})();
