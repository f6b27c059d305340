# One session in an interactive bash, so that errors read as in a terminal. It reads commands from descriptor 3 and
# marks the end of each answer. ls -l and find are brought into a form that no file system and no clock decides.
PATH=$1/bin __tools=$1 __nonce=$2
set --
set +H +m +o history
unset HISTFILE OLDPWD
ls() {
  local argument long=
  for argument in "$@"; do
    case $argument in --) break ;; --*) ;; -*l*) long=yes ;; esac
  done
  if [ -z "$long" ]; then
    command ls "$@"
    return
  fi
  command ls --time-style=+ "$@" | /usr/bin/awk -f "$__tools/listing"
  return "${PIPESTATUS[0]}"
}
find() {
  command find "$@" | /usr/bin/tr / '\001' | /usr/bin/sort | /usr/bin/tr '\001' /
  return "${PIPESTATUS[0]}"
}
__return() { return "$1"; }
__status=0
builtin printf '\036%s start\n' "$__nonce"
while IFS= read -r -d '' -u 3 __line; do
  __return "$__status"
  eval "$__line" </dev/null 3<&-
  __status=$?
  builtin printf '\036%s %d %s\n' "$__nonce" "$__status" "$PWD"
done
