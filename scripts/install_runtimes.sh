#!/usr/bin/env bash
# Installs the real runtimes that ground truth is checked against, and the sandbox that they run in:
# Lua 5.4, GnuCOBOL 3, tcc (compiles COBOL's C quickly), bubblewrap, Node.js; and Chromium, in which the playground is
# tested. Debian and its relatives only.
#
#   scripts/install_runtimes.sh            installs what is missing where it can, says what it could not, exits 0
#   scripts/install_runtimes.sh --strict   the same, but exits 1 when something is still missing (CI uses this)
#
# Predicting needs none of them. Tests of a missing runtime skip and say so.
set -euo pipefail

strict=no
case "${1:-}" in
    "") ;;
    --strict) strict=yes ;;
    *) echo "usage: $0 [--strict]" >&2; exit 2 ;;
esac

# command=Debian package. gcc is cobc's own compiler: the audit beside tcc, and the fallback.
needed=(lua5.4=lua5.4 cobc=gnucobol3 tcc=tcc gcc=gcc bwrap=bubblewrap node=nodejs chromium=chromium)

missing() {  # prints the packages whose command is not on the path
    local pair
    for pair in "${needed[@]}"; do
        command -v "${pair%%=*}" >/dev/null 2>&1 || echo "${pair#*=}"
    done
}

mapfile -t packages < <(missing)
if ((${#packages[@]} == 0)); then
    exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    # -n: never stop to ask for a password in the middle of `make test`.
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root=(sudo -n); else as_root=(none); fi
fi

if ! command -v apt-get >/dev/null 2>&1; then
    echo "runtimes: no apt-get here; install by hand: ${packages[*]}" >&2
elif [ "${as_root[0]:-}" = none ]; then
    echo "runtimes: not root; run: sudo apt-get install ${packages[*]}" >&2
else
    echo "runtimes: installing ${packages[*]}"
    apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    if ! { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "${packages[@]}"; } >"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2
    fi
fi

mapfile -t left < <(missing)
if ((${#left[@]} > 0)); then
    echo "runtimes: still missing: ${left[*]} (their tests will skip)" >&2
    [ "$strict" = no ] || exit 1
fi
