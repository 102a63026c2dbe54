/*
 * A form that is sent in the background: it is sent once, and where no answer comes it says so. Without this file, or
 * without htmx, the browser sends the form by itself.
 */
(() => {
  const notice = document.getElementById("notice");
  if (!notice) return;

  const answerMillisMax = 10_000;
  let onItsWay = false;

  document.addEventListener(
    "submit",
    (event) => {
      if (!onItsWay) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );

  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    ctx.request.timeout = answerMillisMax;
    onItsWay = true;
    notice.replaceChildren();
  });
  document.addEventListener("htmx:finally:request", () => {
    onItsWay = false;
  });

  const unreachable = () => {
    notice.textContent = notice.dataset.unreachable;
  };
  document.addEventListener("htmx:error", unreachable);
  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    if (ctx.response.status >= 500) unreachable();
  });
})();
