#!/bin/sh
# Keeps the local runtime alive: starts it again when it dies, ends with it when it was asked to end (exit code 0).
#
#   runtime.sh FOLDER NODE MAIN
#
# The lock is held by this shell and not by what it starts, so the kernel frees it when the shell is gone, and two commands at once start one.
folder=$1
shift
umask 077
exec 9>"$folder/runtime.lock"
flock --nonblock 9 || exit 0
# Caught, not ignored: what is ignored stays so in every program below, and those that end by INT never would.
trap : HUP INT
while [ -d "$folder" ]; do
  "$@" 9>&- </dev/null >>"$folder/runtime.log" 2>&1 && exit 0
  sleep 0.2
done
