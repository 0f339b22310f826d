/** What survives `JSON.stringify` and back unchanged. Plans, events, outputs: everything that is stored. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
