/*
 * The end of a page: signed out, not this person's board, or of another build than the server. Everything stops, and all
 * but #cover is taken out of the document: the patients, and what somebody was typing about one.
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  const live = document.getElementById("live");
  if (!live) return;

  /** What a status means for the whole page. Any other is a trouble that passes. */
  const coverOfStatus = { 401: "signed-out", 403: "not-found", 404: "not-found" };

  wardlight.covered = false;

  wardlight.cover = (reason) => {
    if (wardlight.covered) return;
    wardlight.covered = true;
    document.documentElement.dataset.live = "covered";
    wardlight.stream.stop();
    document.dispatchEvent(new CustomEvent("wardlight:covered"));
    const cover = document.getElementById("cover");
    for (const other of Array.from(document.body.children)) if (other !== cover) other.remove();
    for (const part of cover.querySelectorAll("[data-cover]")) part.hidden = part.dataset.cover !== reason;
    cover.hidden = false;
    cover.querySelector("[data-cover]:not([hidden]) :is(a, button)").focus();
  };

  /** Answers whether the page is over. `status` is that of a stream or a poll; of an action only 401 concerns the page. */
  wardlight.coverIfRefused = (status) => {
    if (coverOfStatus[status]) wardlight.cover(coverOfStatus[status]);
    return wardlight.covered;
  };

  /** Nothing that lies in the browser's memory of pages shows a patient: after sign-out, Back must find nothing. */
  window.addEventListener("pagehide", (event) => {
    wardlight.stream.stop();
    if (event.persisted) document.querySelector("main").replaceChildren();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
