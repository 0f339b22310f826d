import type { IncomingMessage } from "node:http";

/** Why a request is not carried on, as an HTTP status and a sentence. */
export interface Objection {
  readonly status: 400 | 501;
  readonly sentence: string;
}

/**
 * What Node's parser lets through although two servers could read it in two ways (request smuggling). The parser itself refuses a length
 * beside `Transfer-Encoding`, two lengths, and line ends that are none.
 */
export function objectionTo(request: IncomingMessage): Objection | undefined {
  if (request.url?.startsWith("/") !== true) return { status: 400, sentence: "only paths are served here: this is no forward proxy" };
  if (request.headersDistinct.host !== undefined && request.headersDistinct.host.length > 1) {
    return { status: 400, sentence: "a request has one Host" };
  }
  const coding = request.headers["transfer-encoding"];
  if (coding !== undefined && coding.toLowerCase() !== "chunked") {
    return { status: 501, sentence: "the only transfer coding that is understood here is chunked" };
  }
  return undefined;
}

/** `h2c` would lead past everything that is checked here, and a request with a body can't become a raw pipe: both stay plain requests. */
export function mayUpgrade(request: IncomingMessage): boolean {
  const { upgrade, "content-length": length, "transfer-encoding": coding } = request.headers;
  if (upgrade === undefined || length !== undefined || coding !== undefined) return false;
  return request.method === "GET" && !/(^|,)\s*(h2c|http)/i.test(upgrade);
}
