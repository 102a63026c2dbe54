/*
 * How far this page has come: `epoch.sequence` of the last change it shows. Stream, poll and the answers to actions can
 * overtake one another; what was drawn before the page's own moment is not put over newer truth.
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  const live = document.getElementById("live");
  if (!live) return;

  let cursor = live.dataset.cursor;

  const parts = (text) => [text.slice(0, text.lastIndexOf(".")), Number(text.slice(text.lastIndexOf(".") + 1))];

  /** Another epoch is another database: it is never older, and always taken. */
  function isOlder(other) {
    const [epoch, sequence] = parts(cursor);
    const [otherEpoch, otherSequence] = parts(other);
    return epoch === otherEpoch && otherSequence < sequence;
  }

  wardlight.cursor = {
    now: () => cursor,
    isOlder,
    advance(to) {
      if (to && !isOlder(to)) cursor = to;
    },
  };
})();
