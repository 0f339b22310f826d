import { once } from "node:events";
import { Agent, request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";

/** A complete answer. */
export interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
  /** Since the load began: an answer of a version that was gone by then is a wrong one. */
  readonly sentAtMs: number;
}

/** One kind of client: what it sends, and how often. */
export interface Client {
  readonly kind: string;
  readonly perSecond: number;
  /** The id that request `n` writes into the ledger; absent where it writes nothing. */
  idOf?(n: number): string;
  /** Sends request `n` and reads the answer to its end. @throws when it is refused, reset, or too late */
  send(n: number, sentAtMs: number): Promise<Answer>;
  /** @returns why it is a failure, undefined when it is right */
  judge(answer: Answer, n: number): string | undefined;
  end(): void;
}

export interface ClientProps {
  readonly url: string;
  readonly perSecond: number;
  /** Absent: any status below 400. */
  readonly judge?: (answer: Answer, n: number) => string | undefined;
  /** 10,000 when absent. */
  readonly timeoutMs?: number;
}

/** A connection for each request: what a browser's first request or a script does. */
export function freshConnections(props: ClientProps): Client {
  return client("new connection", props, { agent: false });
}

/** A few connections that are kept and used again. */
export function keptConnections(props: ClientProps): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return { ...client("kept connection", props, { agent }), end: () => agent.destroy() };
}

export interface PostProps extends ClientProps {
  /** Begins each id; loads that share a ledger take different ones. `post` when absent. */
  readonly prefix?: string;
  /** Puts the id into the fields that the application writes down. */
  readonly form: (id: string) => Readonly<Record<string, string>>;
}

/** Requests that must not be lost and not be done twice. */
export function posts({ form, prefix = "post", ...props }: PostProps): Client {
  const idOf = (n: number): string => `${prefix}-${n}`;
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const body = (n: number): string => new URLSearchParams(form(idOf(n))).toString();
  return { ...client("post", props, { method: "POST", agent: false, headers }, body), idOf };
}

const belowErrors = ({ status }: Answer): string | undefined => (status < 400 ? undefined : `status ${status}`);

function client(kind: string, props: ClientProps, options: RequestOptions, body?: (n: number) => string): Client {
  const { url, perSecond, judge = belowErrors, timeoutMs = 10_000 } = props;
  return { kind, perSecond, judge, send: (n, sentAtMs) => ask(url, options, timeoutMs, sentAtMs, body?.(n)), end: () => {} };
}

async function ask(url: string, options: RequestOptions, timeoutMs: number, sentAtMs: number, body?: string): Promise<Answer> {
  const signal = AbortSignal.timeout(timeoutMs);
  const request = httpRequest(url, { ...options, signal });
  request.end(body);
  try {
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const text = Buffer.concat(await response.toArray()).toString();
    return { status: response.statusCode ?? 0, location: response.headers.location, body: text, sentAtMs };
  } catch (error) {
    throw signal.aborted ? new Error(`no answer within ${timeoutMs} ms`) : error;
  }
}
