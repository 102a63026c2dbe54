/** Aborted when whoever started us wants an end: by Ctrl-C, by a signal, or by going away without a word. */
export function endSignal(): AbortController {
  const end = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"] as const) process.on(signal, () => end.abort());
  // Listening for the launcher's end must not keep us alive when there is nothing left to do.
  process.channel?.unref();
  return end;
}
