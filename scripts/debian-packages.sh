# Sourced by bin/setup: installs Debian packages as root, without questions and without starting a service that one of them brings.

install_debian_packages() {
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 130' INT TERM
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  log=$(mktemp)
  # A machine may have no package lists yet, or old ones: they are read only when the first try fails.
  if ! apt_get install "$@" >"$log" 2>&1; then
    if ! { apt_get update && apt_get install "$@"; } >"$log" 2>&1; then
      tail -n 20 "$log" >&2
      rm -f "$log"
      echo "setup: apt-get could not install: $*" >&2
      exit 3
    fi
  fi
  rm -f "$log"
}

apt_get() {
  DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
}
