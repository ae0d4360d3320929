# shellcheck shell=sh disable=SC2154 # $root and $yes come from the script that sources this
# Sourced by ./run and ./test: makes the virtual environment and sees to the Debian packages.
# Wants: $root (the project's folder), $yes (1: install without asking). Gives: $venv.

venv=$root/.venv

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "$*"
    exit 69
}

# Whether a command is Python 3.11 or newer and really runs: a version manager's stand-in may only say that it does not.
is_python() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
        if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && is_python "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

# Whether the person there agrees: yes without a question under --yes and as root, no where nobody can be asked.
agreed() {
    [ "$yes" = 1 ] && return 0
    [ "$(id -u)" = 0 ] && return 0
    { [ -t 0 ] && [ -t 2 ]; } || return 1
    printf '%s [y/N] ' "$1" >&2
    read -r answer || return 1
    case $answer in [Yy]*) return 0 ;; *) return 1 ;; esac
}

# install_debian PACKAGE…: 0 where all are there afterwards.
install_debian() {
    command -v apt-get >/dev/null 2>&1 || return 1
    agreed "Install the Debian package(s) $* with sudo apt-get?" || return 1
    as_root=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 || return 1
        as_root=sudo
    fi
    say "Installing $* …"
    # The lists may be old or missing; where they cannot be had, the packages may still be.
    $as_root apt-get update -qq >/dev/null 2>&1 || true
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

has_portaudio() {
    for library in /usr/lib/*/libportaudio.so.2 /usr/lib/libportaudio.so.2 /usr/local/lib/libportaudio.so.2; do
        [ -e "$library" ] && return 0
    done
    return 1
}

# Both are needed only to hear and speak, so nothing stops without them.
see_to_sound() {
    missing=
    has_portaudio || missing=libportaudio2
    command -v espeak-ng >/dev/null 2>&1 || missing="$missing espeak-ng"
    [ -z "$missing" ] && return
    # shellcheck disable=SC2086 # two words are two packages
    install_debian $missing || true
    has_portaudio || say "Without libportaudio2 no microphone and no loudspeaker can be opened: assistant run works" \
        "with sound files only. Later: sudo apt-get install libportaudio2"
    command -v espeak-ng >/dev/null 2>&1 || say "Without espeak-ng answers appear as text unless a Piper voice is" \
        "installed, and assistant demo cannot speak her part. Later: sudo apt-get install espeak-ng"
}

make_venv() {
    python=$(find_python) || {
        install_debian python3-venv || true
        python=$(find_python) || fail "Python 3.11 or newer is needed; on Debian: sudo apt-get install python3-venv"
    }
    "$python" -m venv --clear "$venv" >/dev/null 2>&1 && return
    # Debian keeps ensurepip in a package of its own, named after the version.
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    install_debian "python$version-venv" || install_debian python3-venv || true
    "$python" -m venv --clear "$venv" >&2 && return
    rm -rf "$venv"
    fail "Python cannot make a virtual environment; on Debian: sudo apt-get install python$version-venv"
}

# Whether the environment can be used: whole, and made in this place (its scripts hold its path).
is_sound() {
    "$venv/bin/python" -c 'import pip' >/dev/null 2>&1 && grep -qF " $venv" "$venv/pyvenv.cfg"
}

# What is installed, in one line: for which extra, in which place, from which files, by which Python.
fingerprint() {
    {
        printf '%s %s ' "$1" "$root"
        "$venv/bin/python" -V 2>&1
        cat "$root/pyproject.toml" "$root/constraints.txt"
    } | cksum
}

# see_to_python [EXTRA]: installs only when what is installed is not what the project asks for. An environment with the
# development extra serves ./run as well.
see_to_python() {
    wanted=${1:-}
    if [ -x "$venv/bin/python" ]; then
        installed=$(cat "$venv/.installed" 2>/dev/null) || installed=
        for extra in "$wanted" dev; do
            [ "$(fingerprint "$extra")" = "$installed" ] && return
        done
    fi
    is_sound || {
        say "Making the virtual environment in .venv …"
        make_venv
    }
    say "Installing the assistant${wanted:+ with its $wanted tools}: a few minutes the first time …"
    rm -f "$venv/.installed"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -c "$root/constraints.txt" \
        -e "$root${wanted:+[$wanted]}" || fail "The installation did not work; pip says why above. Run this again to go on."
    fingerprint "$wanted" >"$venv/.installed"
}
