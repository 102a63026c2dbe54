/*
 * Before uPlot, which asks the browser for its language as soon as it is there and ends with an error where that is none: a
 * browser may be started with "C" or "POSIX". The page's own language is one.
 */
(() => {
  try {
    new Intl.NumberFormat(navigator.language);
  } catch (_noLanguage) {
    const { lang } = document.documentElement;
    Object.defineProperty(navigator, "language", { configurable: true, get: () => lang });
  }
})();
