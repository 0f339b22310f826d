#!/bin/sh
# The parent of one job: starts it at most once and leaves its identity and its exit code in files, so that whoever asked may die.
#
#   launcher.sh FOLDER tree|group COMMAND...
#
# Input, output and the environment are the launcher's own. `tree`: COMMAND makes a process tree of its own; `group`: it does not.
# In FOLDER: started/ (taken once), started/launcher and pid ("pid startTicks bootId"), exit ("code signal atMs"), oom (killed by its limit).
# Built-ins instead of programs wherever they exist: each fork costs about a millisecond of every command.

folder=$1 kind=$2
shift 2
umask 077

# Atomic: of two launchers with one folder, one goes on.
mkdir "$folder/started" 2>/dev/null || exit 0

# Who ends the job signals the program. The launcher stays to write the exit code.
trap : HUP INT QUIT TERM

# Reads itself: /proc/self is whoever opens it, and a redirection is opened by this very process.
identity() {
  read -r stat </proc/self/stat
  read -r boot </proc/sys/kernel/random/boot_id
  pid=${stat%% *}
  # The name of a process may hold blanks; nothing after its last parenthesis does.
  set -- ${stat##*) }
  echo "$pid ${20} $boot"
}

{ identity; echo "$kind"; } >"$folder/started/launcher"

(
  identity >"$folder/started/pid"
  # A link never replaces: whoever gave this job up has put a `pid` there, and then it must not start any more.
  ln "$folder/started/pid" "$folder/pid" || exit 125
  [ -z "$__seaway_cgroup" ] || echo 0 >"$__seaway_cgroup/cgroup.procs"
  umask 022
  exec "$@"
)
code=$?

signal=0
if [ "$code" -gt 128 ] && [ "$code" -le 192 ]; then signal=$((code - 128)); fi

if [ -n "$__seaway_cgroup" ]; then
  for events in "$__seaway_cgroup/memory.oom_control" "$__seaway_cgroup/memory.events"; do
    [ -r "$events" ] || continue
    while read -r name count; do
      if [ "$name" = oom_kill ] && [ "$count" -gt 0 ]; then : >"$folder/oom"; fi
    done <"$events"
  done
  # The last process may be on its way out.
  rmdir "$__seaway_cgroup" 2>/dev/null || { sleep 0.2; rmdir "$__seaway_cgroup" 2>/dev/null; }
fi

date "+$code $signal %s%3N" >"$folder/started/exit"
sync "$folder/started/exit"
mv "$folder/started/exit" "$folder/exit"
