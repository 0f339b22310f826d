export interface Suspension {
  /** Suspends now: the key in raw mode, where the terminal sends no signal. */
  readonly suspend: () => void;
  /** Stops watching. */
  readonly stop: () => void;
}

/**
 * Ctrl-Z and `fg`: gives the terminal back before the process stops, and takes it again when it goes on.
 */
export function watchSuspension({ leave, enter }: { readonly leave: () => void; readonly enter: () => void }): Suspension {
  const suspend = (): void => {
    leave();
    process.off("SIGTSTP", suspend); // without a listener the signal does what it does to everybody
    process.kill(0, "SIGTSTP"); // the whole group, as the terminal would: a pager behind us stops too
  };
  const goOn = (): void => {
    process.off("SIGTSTP", suspend);
    process.on("SIGTSTP", suspend);
    enter();
  };
  process.on("SIGTSTP", suspend);
  process.on("SIGCONT", goOn);
  return {
    suspend,
    stop: () => {
      process.off("SIGTSTP", suspend);
      process.off("SIGCONT", goOn);
    },
  };
}
