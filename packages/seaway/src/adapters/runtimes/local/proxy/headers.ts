/** What one hop says to the next and nobody else (RFC 9110, 7.6.1; the two `proxy-auth…` by RFC 2616). */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
]);

/** Read by the proxy itself: `expect` is answered here, and trailers of requests are not carried on. */
const ENDS_HERE = new Set(["expect", "trailer"]);

/** A `Connection: host` must not take away what says where a message goes and where it ends. */
const NEVER_NAMED = new Set(["host", "content-length"]);

/** The private header of probes (`probe.ts`); nobody's instance sees it, whoever sent it. */
export const PROBE_HEADER = "seaway-probe";

interface Caller {
  readonly address: string;
  readonly host: string | undefined;
}

/** Name and value in turn, as Node and undici both take them. */
type RawHeaders = readonly string[];

/**
 * What goes on to an instance. `X-Forwarded-*` of a client is a claim that nobody checked, so it is replaced; WSGI reads `_` in a name
 * as `-`, so `X_Forwarded_For` counts as the same.
 */
export function toUpstream(raw: RawHeaders, caller: Caller): string[] {
  const headers = endToEnd(raw, (name) => ENDS_HERE.has(name) || name === PROBE_HEADER || isForwarded(name));
  headers.push("x-forwarded-for", caller.address, "x-forwarded-proto", "http");
  if (caller.host !== undefined) headers.push("x-forwarded-host", caller.host);
  return headers;
}

/** What goes back to a client. Its framing is made anew on this hop, so a length beside chunks is left out. */
export function toClient(raw: RawHeaders): string[] {
  const chunked = namesOf(raw).includes("transfer-encoding");
  return endToEnd(raw, (name) => chunked && name === "content-length");
}

/** undici hands headers over as bytes; HTTP knows them as latin1. */
export const asText = (raw: unknown): string[] => (Array.isArray(raw) ? raw.map((each: Buffer | string) => each.toString("latin1")) : []);

function endToEnd(raw: RawHeaders, leaveOut: (name: string) => boolean): string[] {
  const named = namedInConnection(raw);
  const kept: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at]!.toLowerCase();
    if (HOP_BY_HOP.has(name) || named?.has(name) || leaveOut(name)) continue;
    kept.push(raw[at]!, raw[at + 1]!);
  }
  return kept;
}

function namedInConnection(raw: RawHeaders): Set<string> | undefined {
  let named: Set<string> | undefined;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    if (raw[at]!.length !== 10 || raw[at]!.toLowerCase() !== "connection") continue;
    for (const option of raw[at + 1]!.toLowerCase().split(",")) {
      const name = option.trim();
      if (!NEVER_NAMED.has(name)) (named ??= new Set()).add(name);
    }
  }
  return named;
}

const namesOf = (raw: RawHeaders): string[] => raw.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());

function isForwarded(name: string): boolean {
  if (name === "forwarded") return true;
  return name.charCodeAt(0) === 0x78 && name.replaceAll("_", "-").startsWith("x-forwarded-");
}
