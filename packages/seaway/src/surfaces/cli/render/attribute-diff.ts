import type { Change } from "../../../model/plan.ts";
import type { Json } from "../../../std/json.ts";
import { stableJson } from "../../../std/stable-json.ts";
import type { Style } from "./style.ts";

const CONTEXT = 2;

/** The attributes of one change as a unified diff with two lines of context; empty where nothing of them differs. */
export function attributeDiff(change: Change, recorded: Json | undefined, style: Style): string {
  const from = recorded === undefined ? [] : stableJson(recorded, 2).split("\n");
  const to = change.desired === undefined ? [] : stableJson(change.desired, 2).split("\n");
  const lines = lineDiff(from, to);
  const shown = lines.map((_, index) => lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== " "));
  const text = lines.flatMap(({ sign, line }, index) => {
    if (!shown[index]) return shown[index - 1] ? ["      …"] : [];
    return [paint(sign, `    ${sign} ${line}`, style)];
  });
  return text.join("\n").replace(/\n {6}…$/, "");
}

function paint(sign: Sign, line: string, style: Style): string {
  return sign === " " ? style.dim(line) : sign === "+" ? style.good(line) : style.danger(line);
}

type Sign = " " | "+" | "-";

/** Longest common subsequence; the texts are the few dozen lines of one node's properties. */
function lineDiff(from: readonly string[], to: readonly string[]): readonly { readonly sign: Sign; readonly line: string }[] {
  const common = Array.from({ length: from.length + 1 }, () => Array<number>(to.length + 1).fill(0));
  for (let i = from.length - 1; i >= 0; i -= 1) {
    for (let j = to.length - 1; j >= 0; j -= 1) {
      common[i]![j] = from[i] === to[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
    }
  }
  const lines: { sign: Sign; line: string }[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    if (i < from.length && j < to.length && from[i] === to[j]) {
      lines.push({ sign: " ", line: from[i]! });
      i += 1;
      j += 1;
    } else if (i < from.length && (j === to.length || common[i + 1]![j]! >= common[i]![j + 1]!)) {
      lines.push({ sign: "-", line: from[i]! });
      i += 1;
    } else {
      lines.push({ sign: "+", line: to[j]! });
      j += 1;
    }
  }
  return lines;
}
