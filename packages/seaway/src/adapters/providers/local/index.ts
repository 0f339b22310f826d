/**
 * The target `local`. What the config names comes in as nodes of three kinds (`local.postgres`, `local.volume`, `local.bundle`), each in
 * the file of its name; what goes out are servers, folders and bundles below the project's state folder. `server/` knows PostgreSQL,
 * `python/` knows interpreters and installers. What runs services is no part of it: that is `runtimes/local/`.
 */
export { localProvider } from "./provider.ts";
