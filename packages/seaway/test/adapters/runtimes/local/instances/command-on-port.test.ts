import { expect, test } from "vitest";
import { commandOnPort, gunicornArguments } from "../../../../../src/adapters/runtimes/local/instances/command-on-port.ts";

test.each([
  ["gunicorn app:app", "gunicorn app:app"],
  ["gunicorn -b 0.0.0.0:5001 app:app", "gunicorn -b 127.0.0.1:43117 app:app"],
  ["gunicorn -b0.0.0.0:5001 -w 2 app:app", "gunicorn -b127.0.0.1:43117 -w 2 app:app"],
  ["gunicorn --bind=:5001 app:app", "gunicorn --bind=127.0.0.1:43117 app:app"],
  ["gunicorn --bind 0.0.0.0:5001 --bind [::]:5001 app:app", "gunicorn --bind 127.0.0.1:43117 app:app"],
  ["gunicorn --backlog 64 app:app", "gunicorn --backlog 64 app:app"],
  ["/venv/bin/gunicorn --bind unix:/run/app.sock app:app", "/venv/bin/gunicorn --bind 127.0.0.1:43117 app:app"],
  ["python -m gunicorn -b :5001 app:app", "python -m gunicorn -b 127.0.0.1:43117 app:app"],
  ["flask run -p 5001 --host=0.0.0.0", "flask run -p 43117 --host=127.0.0.1"],
  ["python3.11 -m flask run --port=5001 -h 0.0.0.0", "python3.11 -m flask run --port=43117 -h 127.0.0.1"],
  ["uvicorn app:app --port 5001 --host 0.0.0.0", "uvicorn app:app --port 43117 --host 127.0.0.1"],
  ["uvicorn app:app --uds /run/app.sock --workers 2", "uvicorn app:app --workers 2"],
  ["python app.py --port 5001", "python app.py --port 5001"],
])("%s becomes %s", (command, expected) => {
  expect(commandOnPort(command.split(" "), 43117).join(" ")).toBe(expected);
});

test("gunicorn's own variable keeps what the user set, but for the bind", () => {
  expect(gunicornArguments(43117, "")).toBe("--bind 127.0.0.1:43117 --keep-alive 65 --graceful-timeout 30");
  expect(gunicornArguments(43117, "--workers 3 --bind=0.0.0.0:80 --keep-alive 5")).toBe(
    "--bind 127.0.0.1:43117 --keep-alive 65 --graceful-timeout 30 --workers 3  --keep-alive 5",
  );
  expect(gunicornArguments(43117, "-b '0.0.0.0:80' --backlog 9")).toBe(
    "--bind 127.0.0.1:43117 --keep-alive 65 --graceful-timeout 30 --backlog 9",
  );
  expect(gunicornArguments(undefined, "-b :80")).toBe("--keep-alive 65 --graceful-timeout 30 -b :80");
});
