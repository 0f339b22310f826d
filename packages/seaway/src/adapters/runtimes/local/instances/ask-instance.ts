import { request } from "node:http";
import type { Entry } from "../snapshot/snapshot.ts";

/** What one request, on a fresh connection straight to an instance, got. */
export type Asked =
  | { readonly kind: "answered"; readonly status: number }
  /** Nobody listens, or the connection was cut. */
  | { readonly kind: "refused"; readonly message: string }
  /** Connected, and no answer in time: busy, or hung. */
  | { readonly kind: "silent" };

/** A declared health path is asked by GET and answers 2xx. Without one nothing is guessed: Flask answers `OPTIONS /` without running a view. */
export function readinessRequest({ health }: Pick<Entry, "health">): { readonly method: "GET" | "OPTIONS"; readonly path: string } {
  return health === undefined ? { method: "OPTIONS", path: "/" } : { method: "GET", path: health };
}

export function isReadyStatus({ health }: Pick<Entry, "health">, status: number): boolean {
  return health === undefined ? status < 500 : status >= 200 && status < 300;
}

export function askInstance(port: number, entry: Pick<Entry, "health">, timeoutMs: number): Promise<Asked> {
  return new Promise((resolve) => {
    const asking = request({
      host: "127.0.0.1",
      port,
      ...readinessRequest(entry),
      agent: false,
      headers: { host: "localhost", connection: "close" },
    });
    const timer = setTimeout(() => {
      resolve({ kind: "silent" });
      asking.destroy();
    }, timeoutMs);
    asking.on("response", (answer) => {
      resolve({ kind: "answered", status: answer.statusCode ?? 0 });
      answer.destroy();
    });
    asking.on("error", (error) => resolve({ kind: "refused", message: error.message }));
    asking.on("close", () => clearTimeout(timer));
    asking.end();
  });
}
