import { expect, test } from "vitest";
import type { Io } from "../../../src/surfaces/cli/terminal/io.ts";
import { watchStatus } from "../../../src/surfaces/cli/watch-status.ts";

const texts = ["backend ● 1/1", "backend ● 1/1", "backend ✕ 0/1"];

/** Reads the texts one after the other, and is interrupted behind the last one. */
async function watched(mode: "live" | "lines") {
  const [out, raw]: [string[], string[]] = [[], []];
  const ending = new AbortController();
  let reads = 0;
  const read = async (): Promise<string> => {
    const text = texts[reads++] as string;
    if (reads === texts.length) ending.abort();
    return text;
  };
  const io = {
    screen: { mode },
    size: () => ({ rows: 24, columns: 80 }),
    out: (text: string) => out.push(text),
    raw: (text: string) => raw.push(text),
  };
  await watchStatus(read, io as unknown as Io, ending.signal);
  return { out, raw: raw.join("") };
}

test("a status that is watched from a pipe is printed once for each change", async () => {
  expect(await watched("lines")).toEqual({ out: ["backend ● 1/1", "backend ✕ 0/1"], raw: "" });
});

test("on a terminal it is drawn in place, and the last one stays", async () => {
  const { out, raw } = await watched("live");
  expect(out).toEqual(["backend ✕ 0/1"]);
  expect(raw.split("backend").length - 1).toBe(2);
  expect(raw.endsWith("\u001B[?25h")).toBe(true);
});
