/*
 * Draws the charts of an alert over the ones that came with the page: a value and its time under the pointer, the limit as a
 * line, the moments of the alert as marks. The numbers stand in the page as JSON; the table beside has them for everybody.
 */
(() => {
  const { sheet } = window.wardlight;
  if (!sheet) return;

  const heightPixels = 180;
  let open = null;

  function drawAll() {
    open?.close();
    const source = document.getElementById("plots");
    if (!source) return;
    const given = JSON.parse(source.textContent);
    open = sheet.open(given, { height: () => heightPixels });
    for (const one of given.plots) {
      const place = document.getElementById(one.id);
      if (place) open.draw(place, one);
    }
  }

  drawAll();
  sheet.whenColoursChange(drawAll);
  document.addEventListener("wardlight:drawn", (event) => {
    if (event.detail.id === "alert-values") drawAll();
  });
})();
