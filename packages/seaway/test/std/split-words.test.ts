import { expect, test } from "vitest";
import { splitWords } from "../../src/std/split-words.ts";

test("a command is split where a shell splits it, and quotes keep a word together", () => {
  expect(splitWords("gunicorn app:app")).toEqual({ words: ["gunicorn", "app:app"] });
  expect(splitWords("  python  -c 'print(1); print(2)'  ")).toEqual({ words: ["python", "-c", "print(1); print(2)"] });
  expect(splitWords('gunicorn "app:create_app()" --bind=[::]:5000')).toEqual({
    words: ["gunicorn", "app:create_app()", "--bind=[::]:5000"],
  });
  expect(splitWords(String.raw`a\ b "say \"hi\"" it"'"s '' \$HOME`)).toEqual({ words: ["a b", 'say "hi"', "it's", "", "$HOME"] });
  expect(splitWords("")).toEqual({ words: [] });
});

test("what only a shell understands is named", () => {
  expect(splitWords("flask db upgrade && gunicorn app:app")).toEqual({ unsupported: "&&" });
  expect(splitWords("gunicorn -b :$PORT app:app")).toEqual({ unsupported: "$" });
  expect(splitWords('echo "$HOME"')).toEqual({ unsupported: "$" });
  expect(splitWords("python app.py > log.txt")).toEqual({ unsupported: ">" });
});

test("a quote that nothing closes is named", () => {
  expect(splitWords("python -c 'print(1)")).toEqual({ unsupported: "'" });
  expect(splitWords('echo "x')).toEqual({ unsupported: '"' });
});
