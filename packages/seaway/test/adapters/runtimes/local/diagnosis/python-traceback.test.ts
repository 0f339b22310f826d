import { expect, test } from "vitest";
import { inProject, tellingTraceback } from "../../../../../src/adapters/runtimes/local/diagnosis/python-traceback.ts";
import { takenPort } from "../../../../../src/adapters/runtimes/local/diagnosis/taken-port.ts";

const lines = (text: string): readonly string[] => text.trim().split("\n");
const backend = { folder: "/bundle", path: "backend" };

test("the exception is named with the deepest line of the service's own code, and frames of packages are left out", () => {
  const log = lines(`
[2026-11-25 03:11:30 +0000] [7] [ERROR] Exception in worker process
Traceback (most recent call last):
  File "/env/lib/python3.11/site-packages/gunicorn/arbiter.py", line 609, in spawn_worker
    worker.init_process()
  File "<frozen importlib._bootstrap>", line 241, in _call_with_frames_removed
  File "/bundle/app.py", line 3, in <module>
    import models.user
    ^^^^^^^^^^^^^^^^^^
  File "/bundle/models/user.py", line 12, in <module>
    engine = sqlalchemy.create_engine(None)
  File "/env/lib/python3.11/site-packages/sqlalchemy/engine/url.py", line 7, in make_url
    raise exc.ArgumentError("Expected string")
sqlalchemy.exc.ArgumentError: Expected string
[2026-11-25 03:11:30 +0000] [7] [INFO] Worker exiting (pid: 7)`);
  const found = tellingTraceback(log, backend);
  expect([found?.exception, found?.place]).toEqual(["sqlalchemy.exc.ArgumentError: Expected string", "backend/models/user.py:12"]);
  expect(found?.lines.join("\n")).toBe(`Traceback (most recent call last):
  …
  File "backend/app.py", line 3, in <module>
    import models.user
    ^^^^^^^^^^^^^^^^^^
  File "backend/models/user.py", line 12, in <module>
    engine = sqlalchemy.create_engine(None)
  …
sqlalchemy.exc.ArgumentError: Expected string`);
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
  expect(tellingTraceback(log, { folder: "/bundle", path: "." })).toEqual({
    exception: "SyntaxError: '(' was never closed",
    place: "app.py:9",
    lines: [
      "Traceback (most recent call last):",
      '  File "app.py", line 9',
      "    def f(",
      "         ^",
      "SyntaxError: '(' was never closed",
    ],
  });
});

test("what a server says about its crashed worker hides no cause", () => {
  const halted = `
Traceback (most recent call last):
  File "/env/lib/python3.11/site-packages/gunicorn/arbiter.py", line 529, in reap_workers
    raise HaltServer(reason, self.WORKER_BOOT_ERROR)
gunicorn.errors.HaltServer: <HaltServer 'Worker failed to boot.' 3>`;
  const own = `
Traceback (most recent call last):
  File "/bundle/app.py", line 1, in <module>
    import first
ModuleNotFoundError: No module named 'first'`;
  const foreign = `
Traceback (most recent call last):
  File "/env/lib/python3.11/site-packages/gunicorn/util.py", line 370, in import_app
    mod = importlib.import_module(module)
ModuleNotFoundError: No module named 'app'`;
  const exception = (text: string) => tellingTraceback(lines(text), backend)?.exception;
  expect(exception(own + halted)).toBe("ModuleNotFoundError: No module named 'first'");
  expect(exception(foreign + halted)).toBe("ModuleNotFoundError: No module named 'app'");
  expect(exception(halted)).toBe("gunicorn.errors.HaltServer: <HaltServer 'Worker failed to boot.' 3>");
});

test("a traceback outside the bundle has no place and shows its deepest frame, a log without one says nothing", () => {
  const log = lines(`
Traceback (most recent call last):
  File "/usr/lib/python3.11/runpy.py", line 198, in _run_module_as_main
    return _run_code(code, main_globals)
  File "/usr/lib/python3.11/runpy.py", line 88, in _run_code
    exec(code, run_globals)
OSError: [Errno 28] No space left on device`);
  expect(tellingTraceback(log, backend)).toEqual({
    exception: "OSError: [Errno 28] No space left on device",
    lines: [
      "Traceback (most recent call last):",
      "  …",
      '  File "/usr/lib/python3.11/runpy.py", line 88, in _run_code',
      "    exec(code, run_globals)",
      "OSError: [Errno 28] No space left on device",
    ],
  });
  expect(tellingTraceback(["starting", "bye"], backend)).toBeUndefined();
  expect(tellingTraceback(["Traceback (most recent call last):", '  File "/bundle/app.py", line 1'], backend)).toBeUndefined();
});

test("a line of a log names files as the project does", () => {
  expect(inProject(backend, "reads /bundle/settings.toml, not /bundle.old/settings.toml")).toBe(
    "reads backend/settings.toml, not /bundle.old/settings.toml",
  );
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
