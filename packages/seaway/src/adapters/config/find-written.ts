import type { Place } from "../../model/config-check/finding.ts";
import { isNode, nodesIn, type Node, type Source } from "./syntax.ts";

/**
 * The part of the source that a place means. A key that is not written in the call itself (it came by a spread of something computed, say)
 * leads to the innermost part that is.
 * @param offset where the builder is called, from its stack.
 */
export function findWritten(
  source: Source,
  offset: number,
  { argument, path, of }: Pick<Place, "argument" | "path" | "of">,
): Node | undefined {
  const call = callAt(source.program, offset);
  if (call === undefined) return undefined;
  const callee = call.callee as Node;
  const given = argument === undefined ? undefined : (call.arguments as readonly Node[])[argument];
  if (given === undefined) return callee;
  let at = given;
  let deepest: Node = path.length === 0 ? given : callee;
  for (const [index, key] of path.entries()) {
    const member = memberOf(plain(at, source.program), key, source.program);
    if (member === undefined) return deepest;
    at = member.value;
    deepest = of === "key" && index === path.length - 1 ? member.key : member.value;
  }
  return deepest;
}

/** Whether a key is written in a call or in what it spreads. */
export function isWritten(source: Source, offset: number, argument: number, path: readonly string[]): Node | undefined {
  let at: Node | undefined = (callAt(source.program, offset)?.arguments as readonly Node[] | undefined)?.[argument];
  let key: Node | undefined;
  for (const name of path) {
    const member = at === undefined ? undefined : memberOf(plain(at, source.program), name, source.program);
    key = member?.key;
    at = member?.value;
  }
  return key;
}

/** The stack names the callee's last word: `service` of `seaway.service("backend")`. */
function callAt(program: Node, offset: number): Node | undefined {
  let found: Node | undefined;
  for (const node of nodesIn(program)) {
    if (node.type !== "CallExpression" || !isNode(node.callee)) continue;
    if (node.callee.start <= offset && offset < node.callee.end) found = node; // the innermost comes last
  }
  return found;
}

/** Without what only the compiler sees, and with a name replaced by what it was declared as. */
function plain(node: Node, program: Node, depth = 0): Node {
  if (depth > 8) return node;
  if (isNode(node.expression) && /^(TS.*Expression|ParenthesizedExpression)$/.test(node.type))
    return plain(node.expression, program, depth + 1);
  if (node.type !== "Identifier") return node;
  for (const other of nodesIn(program)) {
    if (other.type !== "VariableDeclarator" || !isNode(other.id) || other.id.name !== node.name || !isNode(other.init)) continue;
    return plain(other.init, program, depth + 1);
  }
  return node;
}

/** The last one wins, as when the program runs. */
function memberOf(node: Node, key: string, program: Node): { readonly key: Node; readonly value: Node } | undefined {
  if (node.type === "ArrayExpression") {
    const element = (node.elements as readonly unknown[])[Number(key)];
    return isNode(element) ? { key: element, value: element } : undefined;
  }
  if (node.type !== "ObjectExpression") return undefined;
  for (const property of (node.properties as readonly Node[]).toReversed()) {
    if (property.type === "SpreadElement") {
      const inner = isNode(property.argument) ? memberOf(plain(property.argument, program), key, program) : undefined;
      if (inner !== undefined) return inner;
    } else if (isNode(property.key) && isNode(property.value) && nameOf(property) === key)
      return { key: property.key, value: property.value };
  }
  return undefined;
}

function nameOf({ key, computed }: Node): string | undefined {
  if (!isNode(key)) return undefined;
  if (key.type === "Literal") return String(key.value);
  return key.type === "Identifier" && computed !== true ? String(key.name) : undefined;
}
