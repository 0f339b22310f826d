const BROKEN = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

/** The connection was refused, reset or closed: nobody there, or nobody any more. */
export const isBroken = (error: Error): boolean => BROKEN.has(codeOf(error));

/** No connection came about in time. */
export const isTimeout = (error: Error): boolean => codeOf(error) === "UND_ERR_CONNECT_TIMEOUT" || codeOf(error) === "ETIMEDOUT";

const codeOf = (error: Error): string => ("code" in error && typeof error.code === "string" ? error.code : "");
