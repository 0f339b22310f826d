import type { ServerResponse } from "node:http";
import type { Pointer } from "./pointers.ts";

/** A page of the proxy itself: it names the service, and nothing that lies behind it. */
export function refuse(response: ServerResponse, status: number, sentence: string): void {
  if (response.headersSent || response.destroyed) return;
  const page = `${sentence}\n`;
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "content-length": String(Buffer.byteLength(page)),
    "cache-control": "no-store",
    ...(status === 503 ? { "retry-after": "1" } : {}),
  });
  response.end(page);
}

/** Nobody serves. */
export const notServing = (pointer: Pointer): string => `${serviceOf(pointer.name)} does not serve at the moment`;

/** An instance was asked and did not answer. */
export function unanswered(pointer: Pointer, status: 502 | 504): string {
  if (status === 504) return `${serviceOf(pointer.name)} can not be reached: no connection within 5 seconds`;
  return `${serviceOf(pointer.name)} did not answer: the connection to it failed or broke off`;
}

/** `<project>/<environment>/<service>` → the service. */
export const serviceOf = (pointer: string): string => pointer.slice(pointer.lastIndexOf("/") + 1);
