# Sourced by bin/*: sets $node to a Node that runs Seaway's source as it is, or says what to do. Expects $root.

node=$root/node_modules/.bin/node
if [ ! -d "$root/node_modules" ]; then
  echo "seaway: this checkout is not set up yet; run  $root/bin/setup" >&2
  exit 3
fi
if [ ! -x "$node" ]; then
  # Platforms without the packaged Node: the system's will do from 22.19 on.
  node=$(command -v node || true)
  if [ -z "$node" ] || ! "$node" -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 19) ? 0 : 1)'; then
    echo "seaway: Node 22.19 or newer is needed; run  $root/bin/setup  or install it" >&2
    exit 3
  fi
fi
