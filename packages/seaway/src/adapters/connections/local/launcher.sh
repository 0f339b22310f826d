#!/bin/sh
# The parent of one job: starts it at most once and leaves its identity and its exit code in files, so that whoever asked may die.
#
#   launcher.sh FOLDER tree|group COMMAND...
#
# Input, output and the environment are the launcher's own. `tree`: COMMAND makes a process tree of its own; `group`: it does not.
# In FOLDER: pid ("pid startTicks bootId"), exit ("code signal atMs"), oom (a process was killed for the limit of memory), and in launch/,
# which is there already: launcher (identity, and below it the kind).
# Built-ins instead of programs wherever they exist: each program is about a millisecond of every command.

folder=$1 kind=$2
shift 2
umask 077

# Identity of the process that calls it: /proc/self is whoever opens it, and the redirection of a built-in is opened by the shell itself.
# One line, one write: whoever reads a whole line has all of it.
identify() {
  read -r stat </proc/self/stat
  read -r boot </proc/sys/kernel/random/boot_id
  pid=${stat%% *}
  # The name of a process may hold blanks; nothing after its last parenthesis does.
  set -- ${stat##*) }
  me="$pid ${20} $boot"
}

# With `set -C` a file that is there is refused, in one act of the kernel. So of two launchers with one folder one goes on; and a job that
# was given up has a `pid`, after which its program must not start any more.
set -C

identify
{ echo "$me $kind" >"$folder/launch/launcher"; } 2>/dev/null || exit 0

# Who ends the job signals the program. The launcher stays to write the exit code.
trap : HUP INT QUIT TERM

(
  identify
  { echo "$me" >"$folder/pid"; } 2>/dev/null || exit 125
  set +C
  [ -z "$__seaway_cgroup" ] || echo 0 >"$__seaway_cgroup/cgroup.procs"
  umask 022
  exec "$@"
)
code=$?
set +C

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

# The clock without a program: the moment of boot, and the hundredths of a second since.
read -r uptime idle </proc/uptime
at=$((__seaway_boot + ${uptime%.*}${uptime#*.}0))

# One line, one write, as above. Durable before it wakes anybody; whoever looks by himself before may act on it all the same, because a power
# cut that takes it away takes away him too.
echo "$code $signal $at" >"$folder/exit"
sync -d "$folder/exit"
# Wakes whoever waits, who watches this folder only.
: >"$folder/launch/ended"
