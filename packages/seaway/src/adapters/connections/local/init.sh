#!/bin/sh
# Process 1 of a job's own tree: makes the mounts of its box, starts the program, passes signals on to it alone, ends with its code.
# When it ends, the kernel ends whatever the program left behind.
#
#   init.sh MOUNT... -- PROGRAM...
#   init.sh MOUNT... enter PROGRAM...    does the work of enter.sh too: without rights to drop first, that saves a shell
#
#   stage DIR          keeps what is bound, while the folders above it are being hidden
#   keep PATH          takes the next PATH, numbered from 1
#   loopback           brings up the one device of a network of its own
#   hide DIR           covers a closed folder: passable, not readable
#   read N TARGET      binds what was kept as N, read-only; `write N TARGET`: writable
#   memory DIR         an empty folder in memory, everybody's in this box
#   over FILE TARGET   a file of ours in the place of the machine's
#   unstage DIR
#   terminal           the program is in the terminal that its keys come from, so INT reaches it without us

set -e
umask 066
kept=0
keys=
# SIOCSIFFLAGS with IFF_UP and IFF_RUNNING; iproute2 is no part of a small Debian, perl is of every one.
loopback='socket(S, 2, 2, 0) or die; ioctl(S, 0x8914, pack("a16s", "lo", 0x41)) or die "loopback: $!\n"'
enter='exec "$@"'
while [ "$1" != -- ]; do
  case $1 in
    stage) mount -t tmpfs -o mode=0700 seaway "$2"; stage=$2; shift 2 ;;
    keep)
      kept=$((kept + 1))
      if [ -d "$2" ]; then mkdir "$stage/$kept"; else : >"$stage/$kept"; fi
      mount --bind "$2" "$stage/$kept"
      shift 2
      ;;
    loopback)
      ip link set lo up 2>/dev/null || perl -e "$loopback"
      # In a network of its own every port is free, those below 1024 as well.
      { echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start; } 2>/dev/null || :
      shift
      ;;
    memory) mount -t tmpfs -o mode=1777 seaway "$2"; shift 2 ;;
    hide) mount -t tmpfs -o mode=0711 seaway "$2"; shift 2 ;;
    read | write)
      if [ -d "$stage/$2" ]; then [ -d "$3" ] || mkdir -p "$3"; else
        [ -d "${3%/*}/" ] || mkdir -p "${3%/*}"
        [ -e "$3" ] || : >"$3"
      fi
      if [ "$1" = read ]; then mount -o bind,ro "$stage/$2" "$3"; else mount --bind "$stage/$2" "$3"; fi
      shift 3
      ;;
    over) mount -o bind,ro "$2" "$3"; shift 3 ;;
    terminal) keys=theirs; shift ;;
    enter) enter=$__seaway_enter; break ;;
    unstage) umount -l "$2"; shift 2 ;;
    *) echo "init.sh: $1 is no mount" >&2; exit 125 ;;
  esac
done
shift
set +e
umask 022

program=
came=
read -r ours </proc/self/comm

# A process that was forked a moment ago is still this very shell, handlers included, and would swallow a signal: it is sent as soon as another
# program is there, or after a while to a program that is a shell of the same name itself.
pass() { # pass SIGNAL
  tries=0
  while [ "$tries" -lt 2000 ] && read -r its <"/proc/$program/comm" && [ "$its" = "$ours" ]; do tries=$((tries + 1)); done 2>/dev/null
  kill "-$1" "$program" 2>/dev/null
}

trap 'came=TERM; [ -z "$program" ] || pass TERM' TERM
[ -z "$keys" ] || trap : INT
[ -n "$keys" ] || trap 'came=INT; [ -z "$program" ] || pass INT' INT

# Beside the shell, because a shell that waits for a foreground program hears no signal; its input is kept, which `&` would take away.
exec 3<&0
(eval "$enter") <&3 3<&- &
program=$!
exec 3<&-
[ -z "$came" ] || pass "$came"

# A signal ends `wait` early: as long as the program is there, its code is still to come.
while :; do
  wait "$program"
  code=$?
  kill -0 "$program" 2>/dev/null || break
done
# And when the program ends in the moment of the signal, dash collects it and gives the signal's number nevertheless. The next `wait` knows
# its code; 127: the code was given already.
wait "$program"
again=$?
if [ "$again" -ne 127 ]; then code=$again; fi
exit "$code"
