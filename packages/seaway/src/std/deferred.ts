/** A promise together with the two functions that settle it. */
export type Deferred<T> = ReturnType<typeof Promise.withResolvers<T>>;

export const deferred = <T = void>(): Deferred<T> => Promise.withResolvers<T>();
