/*
 * What hx-sse lacks for a ward: it would try for ever after a 401, run in circles on a redirect, a 204 or a stream that
 * ends at once, and it does not notice silence. This watches its events; liveness.js decides what follows.
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  const live = document.getElementById("live");
  if (!live) return;

  /** A stream that ends sooner than this was none, whatever its status said. */
  const shortMillis = 5000;
  /** The pause before the next try after none, one, two, three short streams in a row. hx-sse takes half to one and a half of it. */
  const pausesMillis = [500, 1000, 3000, 8000];
  /** A server's time this far behind what the page has counted: a proxy holds the stream back. */
  const heldBackMillisMax = 11_000;
  /** The whole board is asked for at most this often because of the digest. */
  const wholeAgainMillis = 30_000;

  let connection = null;
  let shortInARow = 0;
  let digestsThatDiffered = 0;
  let wholeAskedAt = Number.NEGATIVE_INFINITY;

  const stream = {
    /** performance.now() since when it is open, or null; whether it has said hello; when anything last came. */
    openSince: null,
    saidHello: false,
    messageAt: Number.NEGATIVE_INFINITY,

    /** Ends a stream that went silent, or a pause between two tries; hx-sse connects anew and says where it stopped. */
    reconnect() {
      stream.saidHello = false;
      if (connection?.reader) connection.reader.cancel();
      else connection?.delayCanceller?.();
    },

    /** For good: hx-sse has no word for that, so it is told that it may not try again. */
    stop() {
      if (!connection) return;
      connection.config.reconnectMaxAttempts = 0;
      connection.abortController?.abort();
      connection.delayCanceller?.();
    },
  };
  wardlight.stream = stream;

  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    if (ctx.sourceElement !== live) return;
    const url = new URL(ctx.request.action, location.href);
    url.searchParams.set("after", wardlight.cursor.now());
    ctx.request.action = url.pathname + url.search;
  });

  // Only what is no stream comes here: hx-sse takes a stream away from htmx before.
  document.addEventListener("htmx:before:response", (event) => {
    const { ctx } = event.detail;
    if (ctx.sourceElement !== live) return;
    event.preventDefault();
    ctx.request.abort();
    refused(ctx.response.status);
  });

  document.addEventListener("htmx:sse:before:connection", (event) => {
    // Asked for before the page was covered, answered after.
    if (wardlight.covered) event.preventDefault();
    connection = event.detail.connection;
    if (stream.openSince === null) return;
    shortInARow = performance.now() - stream.openSince < shortMillis ? shortInARow + 1 : 0;
    stream.openSince = null;
    stream.saidHello = false;
    wardlight.liveness.lost();
  });

  document.addEventListener("htmx:sse:after:connection", ({ detail }) => {
    stream.openSince = performance.now();
    detail.connection.config.reconnectDelay = pausesMillis[Math.min(shortInARow, pausesMillis.length - 1)];
  });

  document.addEventListener("htmx:sse:error", ({ detail }) => refused(detail.status));

  document.addEventListener("htmx:sse:close", () => {
    connection = null;
    stream.openSince = null;
    stream.saidHello = false;
  });

  document.addEventListener("htmx:sse:before:message", (event) => {
    if (wardlight.covered) event.preventDefault();
    stream.messageAt = performance.now();
    const { message } = event.detail;
    if (message.event === "hello") hello(JSON.parse(message.data));
    if (message.event === "beat") beat(JSON.parse(message.data));
  });

  document.addEventListener("htmx:sse:after:message", ({ detail }) => wardlight.cursor.advance(detail.message.id));

  function hello(said) {
    if (said.build !== live.dataset.build) return wardlight.cover("new-version");
    stream.saidHello = true;
    digestsThatDiffered = 0;
    wardlight.clock.set(said.now);
    wardlight.liveness.proven("live");
  }

  function beat(said) {
    const heldBack = wardlight.clock.now() - said.now > heldBackMillisMax;
    wardlight.clock.heard(said.now);
    if (heldBack || !stream.saidHello) return;
    wardlight.liveness.proven("live", said.unread);
    if (live.dataset.part === undefined) compare(said.digest);
  }

  /** All that was sent before a beat is on the page by now; once may be a draw in between, twice is a hole. */
  function compare(digest) {
    digestsThatDiffered = digest && digest !== wardlight.digest() ? digestsThatDiffered + 1 : 0;
    if (digestsThatDiffered < 2 || performance.now() - wholeAskedAt < wholeAgainMillis) return;
    wholeAskedAt = performance.now();
    wardlight.poll.askWhole();
  }

  function refused(status) {
    if (!wardlight.coverIfRefused(status) && status === 429) wardlight.liveness.pollNow();
  }
})();
