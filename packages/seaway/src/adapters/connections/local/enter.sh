# The last step before the program, already with its rights: sets its folder and its environment, then becomes it.
# The environment came as __seaway_1 … __seaway_N ("NAME=value"), so that no LD_PRELOAD of a user acts on what runs with more rights.
# It comes as __seaway_enter itself: the program's user may not be able to read this file.
unset OLDPWD
cd "$__seaway_cwd" || exit 126
unset PWD OLDPWD __seaway_boot __seaway_cgroup __seaway_cwd __seaway_enter PATH
__seaway_at=0
while [ "$__seaway_at" -lt "$__seaway_count" ]; do
  __seaway_at=$((__seaway_at + 1))
  eval "export \"\$__seaway_$__seaway_at\"; unset __seaway_$__seaway_at"
done
unset __seaway_at __seaway_count
exec "$@"
