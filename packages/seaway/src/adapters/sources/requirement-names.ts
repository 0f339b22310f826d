/**
 * Names of the packages of a requirements file, in the one form by which indexes compare them.
 * @returns undefined when it includes other files: then it does not say what all there is
 * @source PEP 503
 */
export function requirementNames(text: string): readonly string[] | undefined {
  const lines = text.split("\n");
  if (lines.some((line) => /^\s*(-r|--requirement)\b/.test(line))) return undefined;
  return lines.flatMap((line) => {
    const name = /^\s*([A-Za-z0-9][\w.-]*)/.exec(line)?.[1];
    return name === undefined ? [] : [name.toLowerCase().replaceAll(/[-_.]+/g, "-")];
  });
}
