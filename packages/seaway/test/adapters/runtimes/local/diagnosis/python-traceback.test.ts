import { expect, test } from "vitest";
import { lastTraceback } from "../../../../../src/adapters/runtimes/local/diagnosis/python-traceback.ts";
import { takenPort } from "../../../../../src/adapters/runtimes/local/diagnosis/taken-port.ts";

const lines = (text: string): readonly string[] => text.trim().split("\n");

test("the exception is named with the deepest line of the service's own code, not of a package", () => {
  const log = lines(`
[2026-11-25 03:11:30 +0000] [7] [ERROR] Exception in worker process
Traceback (most recent call last):
  File "/env/lib/python3.11/site-packages/gunicorn/arbiter.py", line 609, in spawn_worker
    worker.init_process()
  File "/bundle/app.py", line 3, in <module>
    import models.user
  File "/bundle/models/user.py", line 12, in <module>
    engine = sqlalchemy.create_engine(None)
  File "/env/lib/python3.11/site-packages/sqlalchemy/engine/url.py", line 7, in make_url
    raise exc.ArgumentError("Expected string")
sqlalchemy.exc.ArgumentError: Expected string
[2026-11-25 03:11:30 +0000] [7] [INFO] Worker exiting (pid: 7)`);
  expect(lastTraceback(log, "/bundle")).toEqual({
    exception: "sqlalchemy.exc.ArgumentError: Expected string",
    place: "models/user.py:12",
  });
});

test("of several tracebacks the last one counts, and a syntax error has a place too", () => {
  const log = lines(`
Traceback (most recent call last):
  File "/bundle/app.py", line 1, in <module>
    import first
ModuleNotFoundError: No module named 'first'
Traceback (most recent call last):
  File "/bundle/app.py", line 9
    def f(
         ^
SyntaxError: '(' was never closed`);
  expect(lastTraceback(log, "/bundle")).toEqual({ exception: "SyntaxError: '(' was never closed", place: "app.py:9" });
});

test("a traceback outside the bundle has no place, a log without one says nothing", () => {
  const log = lines(`
Traceback (most recent call last):
  File "/usr/lib/python3.11/runpy.py", line 88, in _run_code
    exec(code, run_globals)
OSError: [Errno 28] No space left on device`);
  expect(lastTraceback(log, "/bundle")).toEqual({ exception: "OSError: [Errno 28] No space left on device" });
  expect(lastTraceback(["starting", "bye"], "/bundle")).toBeUndefined();
  expect(lastTraceback(["Traceback (most recent call last):", '  File "/bundle/app.py", line 1'], "/bundle")).toBeUndefined();
});

test.each([
  ["[ERROR] Connection in use: ('0.0.0.0', 5001)", 5001],
  ["Port 5001 is in use by another program. Either identify and stop that program", 5001],
  ["ERROR: [Errno 98] error while attempting to bind on address ('127.0.0.1', 8000): address already in use", 8000],
  ["Error: listen EADDRINUSE: 127.0.0.1:3000 address already in use", 3000],
  ["OSError: [Errno 98] Address already in use", undefined],
])("the port in %s is %s", (line, port) => {
  expect(takenPort(["before", line, "after"])).toBe(port);
});
