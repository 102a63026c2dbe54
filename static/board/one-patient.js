/*
 * A page about one patient shows their card as the board does, by the bed. Whoever lies there next is another patient: then
 * the page is over, before anybody reads the one under the name of the other.
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  const { stay, bed } = document.body.dataset;
  if (!stay) return;

  function look() {
    if (document.getElementById(`bed-${bed}`)?.dataset.stay !== stay) wardlight.cover("patient-changed");
  }
  document.addEventListener("htmx:after:swap", look);
  document.addEventListener("wardlight:start", look);
})();
