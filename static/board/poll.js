/*
 * The rung below the stream: the same fragments by a plain request, for a board whose proxy holds streams back or whose
 * browser has too many tabs. Conditional, so that a quiet board costs a 304.
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  const live = document.getElementById("live");
  const poller = document.getElementById("poller");
  if (!live) return;

  const answerMillisMax = 8000;

  const poll = {
    /** Until the whole board has come, each poll asks for it. */
    wantsWhole: false,
    ask: () => htmx.trigger(poller, "poll"),
    askWhole() {
      poll.wantsWhole = true;
      poll.ask();
    },
  };
  wardlight.poll = poll;

  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    if (ctx.sourceElement !== poller) return;
    const url = new URL(live.dataset.poll, location.href);
    if (!poll.wantsWhole) {
      url.searchParams.set("after", wardlight.cursor.now());
      ctx.request.headers["If-None-Match"] = `"${wardlight.cursor.now()}"`;
    }
    Object.assign(ctx.request, { action: url.pathname + url.search, cache: "no-store", timeout: answerMillisMax });
    ctx.whole = poll.wantsWhole;
  });

  document.addEventListener("htmx:before:response", (event) => {
    const { ctx } = event.detail;
    if (ctx.sourceElement !== poller) return;
    const { status, headers } = ctx.response;
    const cursor = headers.get("Wardlight-Cursor");
    const ours = (status === 200 || status === 304) && cursor !== null;
    if (ours && headers.get("Wardlight-Build") !== live.dataset.build) wardlight.cover("new-version");
    if (!ours) wardlight.coverIfRefused(status);
    // A captive portal's page, an error, or an answer that the stream has overtaken is not put over the board.
    if (ours && !wardlight.covered && !wardlight.cursor.isOlder(cursor)) return;
    event.preventDefault();
    ctx.request.abort();
  });

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.sourceElement !== poller) return;
    const { headers } = ctx.response;
    if (ctx.whole) poll.wantsWhole = false;
    wardlight.cursor.advance(headers.get("Wardlight-Cursor"));
    wardlight.clock.heard(Number(headers.get("Wardlight-Now")));
    wardlight.liveness.proven("poll");
  });
})();
