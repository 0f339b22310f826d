import { importsOf, isSource } from "../imports.ts";
import type { Check } from "./check.ts";

/** Lowest first; what stands in one line may not import its neighbours. `index.ts` is what a config imports, `compose.ts` wires. */
const layers = [["std"], ["model"], ["engine"], ["adapters", "testing"], ["index.ts", "compose.ts"], ["surfaces"]];

/** Types count as well: whoever names a type of a higher layer knows that layer. */
export const layerOrder: Check = {
  name: "imports point downward only, and providers do not know each other",
  findings({ files, read }) {
    return files.filter(isSource).flatMap((file) =>
      importsOf(file, read(file)).flatMap((to) => {
        if (to.file === undefined || !isSource(to.file)) return [];
        const [from, onto] = [layerOf(file), layerOf(to.file)];
        const place = `${file}:${to.line}`;
        if (rank(from) === -1) return [`${file} lies in no layer`];
        if (from !== onto && rank(onto) >= rank(from)) return [`${place} ${from} imports ${onto} (${to.specifier})`];
        const [own, other] = [providerOf(file), providerOf(to.file)];
        return own !== undefined && other !== undefined && own !== other ? [`${place} provider ${own} imports provider ${other}`] : [];
      }),
    );
  },
};

const layerOf = (file: string): string => file.split("/")[3] ?? "";
const rank = (layer: string): number => layers.findIndex((names) => names.includes(layer));
const providerOf = (file: string): string | undefined => /\/adapters\/providers\/([^/]+)\//.exec(file)?.[1];
