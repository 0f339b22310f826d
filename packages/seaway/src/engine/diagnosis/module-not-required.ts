import { inProject, type Case, type Explanation } from "./case.ts";

/** Packages whose name differs from the module that they bring; of all others it is the same. */
const PACKAGES: Readonly<Record<string, string>> = {
  bs4: "beautifulsoup4",
  cv2: "opencv-python-headless",
  dateutil: "python-dateutil",
  dotenv: "python-dotenv",
  jwt: "pyjwt",
  MySQLdb: "mysqlclient",
  PIL: "pillow",
  psycopg2: "psycopg2-binary",
  sklearn: "scikit-learn",
  yaml: "pyyaml",
};

const MISSING = /^ModuleNotFoundError: No module named '([^'.]+)/;

/** The service imports a module itself, which is not there because no requirement brings it. */
export function moduleNotRequired(failed: Case): Explanation | undefined {
  const { problem, sources } = failed;
  const module = problem.log?.map((line) => MISSING.exec(line)?.[1]).findLast((name) => name !== undefined);
  const found = sources.imports.find(({ name }) => name === module);
  if (module === undefined || found === undefined || sources.requirements === undefined || sources.modules.includes(module))
    return undefined;
  const name = PACKAGES[module] ?? module.toLowerCase().replaceAll("_", "-");
  if (sources.requirements.includes(name)) return undefined;
  const file = inProject(failed, "requirements.txt");
  return {
    why: `${inProject(failed, found.at)} imports ${module}, and ${file} does not name ${name === module ? "it" : `its package ${name}`}`,
    remedy: `add the line \`${name}\` to ${file}, then run \`seaway up\``,
  };
}
