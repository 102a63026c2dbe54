// biome-ignore-all lint/suspicious/noVar: every browser must be able to parse this file, so it is ES5
// biome-ignore-all lint/complexity/useArrowFunction: as above
/*
 * The last script of a live page. Decides whether this browser can be live, and starts the board's scripts. Where it
 * cannot (no htmx because its syntax is unknown here, a selector that morphing needs, no readable body of a response),
 * the board becomes what it is without scripts: a page that is loaded again every 15 s. The place on the page is kept
 * over the reload, and nothing else.
 */
(function () {
  var reloadMillis = 15000;
  var placeKey = "wardlight-scroll";

  function canBeLive() {
    if (!window.htmx || !window.wardlight || !window.fetch) return false;
    try {
      document.querySelector("x:not(y z)");
      return typeof new Response("").body.getReader === "function";
    } catch (_unknownHere) {
      return false;
    }
  }

  /** Without #live nothing that htmx may still manage here can say otherwise. */
  function sayReload() {
    var live = document.getElementById("live");
    var connection = document.getElementById("connection");
    live.parentNode.removeChild(live);
    document.documentElement.setAttribute("data-live", "reload");
    connection.textContent = connection.getAttribute("data-reload");
  }

  function returnToPlace() {
    try {
      window.scrollTo(0, Number(sessionStorage.getItem(placeKey)) || 0);
      sessionStorage.removeItem(placeKey);
    } catch (_storageForbidden) {}
  }

  function reload() {
    try {
      sessionStorage.setItem(placeKey, String(window.pageYOffset));
    } catch (_storageForbidden) {}
    location.reload();
  }

  if (canBeLive()) {
    document.dispatchEvent(new CustomEvent("wardlight:start"));
  } else {
    sayReload();
    returnToPlace();
    // What somebody is typing would be gone with the page.
    if (!document.body.hasAttribute("data-typed")) setTimeout(reload, reloadMillis);
  }
})();
