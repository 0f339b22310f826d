import { catalogue } from "./catalogue.ts";

export const buildErrors = catalogue({
  "SEA-4101": {
    sentence: (at: { lacks: string }) => `no Python was found that can build: ${at.lacks}`,
    remedy: "Install Python 3.8 or newer with pip, so that `python3 -m pip --version` answers, then run `seaway up`.",
    explain:
      "A service's dependencies are installed into a Python environment of their own, made by the `python3` that your shell finds first " +
      "(a pyenv shim included). It was not found, did not start, or has no pip, and no `uv` is on the PATH either.\n\n" +
      "On Debian and Ubuntu: `apt-get install python3 python3-venv python3-pip`. Nothing was changed; what served goes on.",
  },
  "SEA-4102": {
    sentence: (at: { path: string }) => `${at.path} changed while it was being built`,
    remedy: "Run `seaway up` again when nothing writes to the sources any more.",
    explain:
      "A build takes exactly the files that were planned: each one is compared with the digest in the plan while it is copied. This file " +
      "was written or removed in between (an editor that saved, a branch that was checked out), so the copy would be neither the one nor " +
      "the other. The half-made copy was removed, nothing else happened.",
  },
  "SEA-4103": {
    sentence: (at: { path: string; target: string }) => `the link ${at.path} leads out of the project, to ${at.target}`,
    remedy: "Put the file into the project, or add the link to `.gitignore` if it is no source.",
    explain:
      "A bundle holds copies of a service's files and runs without Seaway's rights, away from your folder. A link that leads out of the " +
      "project would take in a file that no commit holds, or one that is nobody's business. Links that stay inside the project are followed.",
  },
  "SEA-4104": {
    sentence: (at: { service: string; requirement: string | undefined }) =>
      at.requirement === undefined
        ? `the dependencies of ${at.service} could not be installed`
        : `the dependency ${at.requirement} of ${at.service} could not be installed`,
    remedy: "Read the installer's lines, correct the requirement, then run `seaway up`.",
    explain:
      "Requirements are installed as they are written, into an environment of their own, without Seaway's rights. The installer's last " +
      "lines say what stood in the way: a version that does not exist for this Python, an index that did not answer, a package that has " +
      "to be compiled and lacks a header file. Your settings for pip and uv (`PIP_*`, `UV_*`, `HTTPS_PROXY`, certificates) are passed on.\n\n" +
      "The half-made environment was removed. What served goes on.",
  },
  "SEA-4105": {
    sentence: (at: { path: string; lacks: string }) => `${at.path} does not say what to install: ${at.lacks}`,
    remedy: "Write the dependencies as a list under `[project]`, or put a `requirements.txt` beside it.",
    explain:
      "Without a `requirements.txt`, Seaway installs what `[project] dependencies` of `pyproject.toml` lists. It does not run the build " +
      "backend of your project to find out, so a list that is dynamic or in a table of another tool (`[tool.poetry]`) can't be read. " +
      "`poetry export` and `pdm export` write a `requirements.txt`.",
  },
  "SEA-4106": {
    sentence: (at: { interpreter: string }) => `no Python environment could be made with ${at.interpreter}`,
    remedy: "Try `python3 -m venv --without-pip /tmp/try`; on Debian and Ubuntu `apt-get install python3-venv` usually helps.",
    explain:
      "Before anything is installed, the interpreter makes an empty environment (its module `venv`, or `uv venv`). That command failed; " +
      "its last lines are shown. The half-made environment was removed.",
  },
  "SEA-4107": {
    sentence: (at: { path: string }) => `${at.path} could not be read`,
    remedy: "Make it readable for the user who runs Seaway, or add it to `.gitignore` if it is no source.",
    explain:
      "Every file below a service's folder that git does not ignore is part of what is built, so each is read to find its digest. This one " +
      "is not readable, or went away at that moment.",
  },
});
