/**
 * An instance as a process of its own: answers after a while with its version, and first writes the id of a POST into the ledger.
 * Arguments: version, file of the ledger, milliseconds that an answer takes. It has no handler for TERM: the signal ends it at once.
 */
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";

const [version, ledger, answerMs] = process.argv.slice(2) as [string, string, string];

const server = createServer((request, response) => {
  void request.toArray().then((chunks: Buffer[]) => {
    const id = new URLSearchParams(Buffer.concat(chunks).toString()).get("id");
    setTimeout(() => {
      if (id !== null) appendFileSync(ledger, `${id}\n`);
      response.end(`${version} ${id ?? ""}`.trim());
    }, Number(answerMs));
  });
});
server.keepAliveTimeout = 65_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") process.stdout.write(`${address.port}\n`);
});
