import { isNode, nodesIn, type Node } from "./syntax.ts";

const FEATURES: Readonly<Record<string, (node: Node) => string | undefined>> = {
  TSEnumDeclaration: ({ declare }) => (declare === true ? undefined : "an enum"),
  TSModuleDeclaration: ({ declare, body }) => (declare === true || body === null ? undefined : "a namespace"),
  TSParameterProperty: () => "a parameter property",
  TSImportEqualsDeclaration: () => "`import … = require(…)`",
  TSExportAssignment: () => "`export =`",
  TSTypeAssertion: () => "a type in front of a value (<T>value; write: value as T)",
};

/** The first piece of TypeScript that is more than a type: Node removes types and translates nothing. */
export function translatedSyntax(program: Node): { readonly feature: string; readonly node: Node } | undefined {
  for (const node of nodesIn(program)) {
    const feature = FEATURES[node.type]?.(node);
    if (feature !== undefined) return { feature, node: isNode(node.id) ? node.id : node };
  }
  return undefined;
}
