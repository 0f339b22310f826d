import { expect, test } from "vitest";
import { installerEnvironment } from "../../../../src/adapters/providers/local/installer-environment.ts";

test("an installer inherits the user's settings for it and the way to the network, and nothing else", () => {
  const inherited = {
    PATH: "/usr/bin",
    PIP_INDEX_URL: "https://me:s3cret@index.example.org/simple",
    PIP_FIND_LINKS: "/tmp https://wheels.example.org",
    PIP_CACHE_DIR: "/home/me/.cache/pip",
    UV_INDEX: "https://other.example.org",
    HTTPS_PROXY: "http://proxy:3128",
    DATABASE_URI: "postgresql://u:p@h/db",
    AWS_SECRET_ACCESS_KEY: "never",
    HOME: "/home/me",
  };
  expect(installerEnvironment(inherited)).toEqual({
    env: {
      PATH: "/usr/bin",
      LANG: "C.UTF-8",
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONUNBUFFERED: "1",
      PIP_INDEX_URL: "https://me:s3cret@index.example.org/simple",
      PIP_FIND_LINKS: "/tmp https://wheels.example.org",
      UV_INDEX: "https://other.example.org",
      HTTPS_PROXY: "http://proxy:3128",
      PIP_DISABLE_PIP_VERSION_CHECK: "1",
      PIP_NO_INPUT: "1",
    },
    reads: ["/tmp"],
    secrets: ["s3cret"],
  });
});
