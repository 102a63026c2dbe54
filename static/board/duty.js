/*
 * Whether whoever looks is still on duty. The page was drawn when they were, and a shift ends by itself.
 */
(() => {
  const mine = document.getElementById("my-duty");
  if (!mine?.dataset.untilMillis) return;

  const untilMillis = Number(mine.dataset.untilMillis);
  /** A timer cannot wait for longer than some 24 days, and a laptop that sleeps stops it. */
  const lookEveryMillis = 15_000;

  function look() {
    if (window.wardlight.covered) return;
    const left = untilMillis - window.wardlight.clock.now();
    if (left <= 0) return end();
    setTimeout(look, Math.min(left, lookEveryMillis));
  }

  function end() {
    mine.classList.add("off");
    mine.querySelector(".duty-on").hidden = true;
    mine.querySelector(".duty-over").hidden = false;
  }

  document.addEventListener("wardlight:start", look);
})();
