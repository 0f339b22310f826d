import { randomBytes, timingSafeEqual } from "node:crypto";
import { chmod, rename, unlink, writeFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import type { Json } from "../../std/json.ts";
import { toProblem } from "../../model/errors/failure.ts";
import { answersAt } from "./call-control.ts";
import { makeControlFolder, removeControlFolder } from "./control-socket.ts";
import { nonceFile, type ControlReply, type ControlRequest } from "./control-message.ts";
import { eachLine } from "./message-lines.ts";

/** What serves one method. A thrown error becomes the caller's error; the signal is aborted when the caller is gone. */
export type ControlMethod = (params: Json, call: ControlCall) => Promise<Json | void>;

export interface ControlCall {
  readonly signal: AbortSignal;
  readonly progress: (note: string) => void;
}

export interface ControlServer {
  /** Calls that have not been answered yet. */
  readonly busy: () => number;
  /** Stops listening and cuts what is open. */
  close(): Promise<void>;
}

/**
 * Serves control calls at a socket. What a killed process left at the address is replaced; a living one keeps it.
 * @returns undefined when another process answers there already
 */
export async function serveControl(socket: string, methods: Readonly<Record<string, ControlMethod>>): Promise<ControlServer | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await serve(socket, methods);
    } catch (error) {
      // Whoever closed last took the empty folder away at just this moment; a missing folder is EACCES to who listens.
      if (!MAYBE_GONE.has((error as NodeJS.ErrnoException).code ?? "") || attempt === ATTEMPTS) throw error;
    }
  }
}

const ATTEMPTS = 10;
const MAYBE_GONE: ReadonlySet<string> = new Set(["ENOENT", "EACCES"]);

async function serve(socket: string, methods: Readonly<Record<string, ControlMethod>>): Promise<ControlServer | undefined> {
  await makeControlFolder(socket);
  if (await answersAt(socket)) return undefined;
  const nonce = randomBytes(32).toString("hex");
  const open = new Set<Socket>();
  let busy = 0;
  const server = createServer((peer) => {
    open.add(peer);
    peer.on("close", () => open.delete(peer)).on("error", () => peer.destroy());
    eachLine(peer, (line) => {
      busy += 1;
      void answer(peer, line, nonce, methods).finally(() => (busy -= 1));
    });
  });
  // A socket left by a killed process refuses, and keeps its name from being taken.
  await unlink(socket).catch(() => undefined);
  await listen(server, socket);
  await chmod(socket, 0o600);
  // The nonce comes last and in one piece: whoever reads it finds this process listening.
  await writeFile(`${nonceFile(socket)}.next`, nonce, { mode: 0o600 });
  await rename(`${nonceFile(socket)}.next`, nonceFile(socket));
  return { busy: () => busy, close: () => close(server, open, socket) };
}

async function answer(peer: Socket, line: string, nonce: string, methods: Readonly<Record<string, ControlMethod>>): Promise<void> {
  const reply = (message: ControlReply): void => {
    if (!peer.destroyed) peer.write(`${JSON.stringify(message)}\n`);
  };
  const request = parseRequest(line);
  if (request === undefined || !equal(request.nonce, nonce)) {
    reply({ refused: true });
    peer.end();
    return;
  }
  const gone = new AbortController();
  peer.once("close", () => gone.abort(new Error("the caller is gone")));
  try {
    const method = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
    if (method === undefined) throw new Error(`no control method is called ${request.method}`);
    const result = await method(request.params, { signal: gone.signal, progress: (progress) => reply({ progress }) });
    reply({ result: result ?? undefined });
  } catch (thrown) {
    reply({ problem: toProblem(thrown) });
  }
  peer.end();
}

function parseRequest(line: string): ControlRequest | undefined {
  try {
    const request = JSON.parse(line) as Partial<ControlRequest> | null;
    if (typeof request?.nonce !== "string" || typeof request.method !== "string") return undefined;
    return { nonce: request.nonce, method: request.method, params: request.params ?? null };
  } catch {
    return undefined;
  }
}

function equal(given: string, expected: string): boolean {
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

function listen(server: Server, socket: string): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(socket, resolve);
  });
}

async function close(server: Server, open: ReadonlySet<Socket>, socket: string): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const peer of open) peer.destroy();
  await closed;
  await unlink(nonceFile(socket)).catch(() => undefined);
  await removeControlFolder(socket);
}
