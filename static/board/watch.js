/*
 * Tells the server that this board is seen: twice a minute, where it was painted since the last time and is live, by stream
 * or by poll. A board that nobody is told of counts as none, and a ward without any calls the operator.
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  const live = document.getElementById("live");
  if (!live?.dataset.watch) return;

  const everyMillis = 25_000;
  /** Of this tab, for as long as the page is open. It names nobody. */
  const page = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
  let toldAt = Number.NEGATIVE_INFINITY;

  /** A frame of a hidden tab is never asked for, so it never says that it is seen. */
  function whenPainted() {
    requestAnimationFrame(tell);
  }

  function tell() {
    const state = document.documentElement.dataset.live;
    if (!wardlight.covered && (state === "live" || state === "poll") && performance.now() - toldAt > everyMillis) {
      toldAt = performance.now();
      const body = new URLSearchParams({ page, ward: live.dataset.ward, sound: wardlight.sound?.state?.() ?? "off" });
      fetch(live.dataset.watch, { method: "POST", body, cache: "no-store", redirect: "error" }).catch(() => {
        toldAt = Number.NEGATIVE_INFINITY;
      });
    }
    setTimeout(whenPainted, 1000);
  }

  document.addEventListener("wardlight:start", whenPainted);
})();
