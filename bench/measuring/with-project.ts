import { usersProject, type UsersProject, type UsersProjectOptions } from "../../packages/seaway/test/e2e/users-project.ts";

/** Does something with a copy of `examples/users`, and takes everything away, also when it fails. */
export async function withProject<Result>(options: UsersProjectOptions, work: (project: UsersProject) => Promise<Result>): Promise<Result> {
  const project = usersProject(options);
  try {
    return await work(project);
  } finally {
    await project.remove();
  }
}

/** The same with the application served. @param work is given the address at which it is. */
export function withServedProject<Result>(
  work: (project: UsersProject, address: string) => Promise<Result>,
  options: UsersProjectOptions = {},
): Promise<Result> {
  return withProject(options, async (project) => {
    const { code, stdout, stderr } = await project.seaway(["up", "--yes"]);
    if (code !== 0) throw new Error(`the application does not come up:\n${stderr}`);
    return work(project, stdout.trim());
  });
}
