/**
 * How drivers say that nobody answered at a database's address. Each has the host, or the socket's path, in `host`, and mostly the port.
 * Only these two are taken from a message: it may hold a whole URI, and with it the password.
 */
const FORMS = [
  // libpq 14 and later, so psycopg, psycopg2, and SQLAlchemy around them
  /connection to server at "(?<host>[^"]+)"(?: \([^)]*\))?, port (?<port>\d+) failed/,
  /connection to server on socket "(?<host>[^"]+)" failed/,
  /could not translate host name "(?<host>[^"]+)" to address/,
  /psycopg\.OperationalError: .*failed to resolve host '(?<host>[^']+)'/,
  // pymysql and mysqlclient, whose message has no port when it is the usual one
  /Can't connect to MySQL server on '(?<host>[^':]+)(?::(?<port>\d+))?'/,
  // redis
  /redis\.exceptions\.(?:ConnectionError|TimeoutError): Error -?\d+ connecting to (?<host>[^:\s]+):(?<port>\d+)/,
];

/** Where a database was looked for and not found: `users-db:5432`. undefined: no driver said so. */
export function unreachableDatabase(lines: readonly string[]): string | undefined {
  for (const line of lines.toReversed()) {
    for (const form of FORMS) {
      const { host, port } = form.exec(line)?.groups ?? {};
      if (host !== undefined) return port === undefined ? host : `${host}:${port}`;
    }
  }
  return undefined;
}
