/** Aborted by the first Ctrl-C, or a wish to end: for commands that go on until somebody has seen enough. */
export function ctrlC(): AbortSignal {
  const ending = new AbortController();
  const stop = (): void => ending.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  return ending.signal;
}
