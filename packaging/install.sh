# What the other scripts need installed. To be sourced: it defines `need`, `step` and the lists of packages.
# Debian 12 or later; anything else is told what is missing and left alone.

build_packages="gcc libc6-dev pkg-config libssl-dev"
window_packages="libgl1 libgl1-mesa-dri libx11-6 libx11-xcb1 libxcursor1 libxi6 libxrandr2 libxkbcommon0 libxkbcommon-x11-0"
test_packages="age minisign zstd tar python3 python3-venv xvfb xauth openbox xdotool x11-utils imagemagick dbus dbus-x11"

step() { printf '\n== %s\n' "$*" >&2; }

# need PACKAGE...: installs those that are missing; asks first when a person is at the terminal.
need() {
    local package missing=()
    for package in "$@"; do
        if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed'; then
            missing+=("$package")
        fi
    done
    if [ ${#missing[@]} -eq 0 ]; then return 0; fi
    if ! command -v apt-get >/dev/null; then
        echo "Please install, with your system's package manager: ${missing[*]}" >&2
        return 1
    fi
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
    step "These Debian packages are missing: ${missing[*]}"
    if [ -t 0 ] && [ -t 2 ]; then
        local answer
        read -r -p "Install them now? [Y/n] " answer
        case "$answer" in
            n* | N*) echo "Nothing was installed." >&2; return 1 ;;
        esac
    fi
    "${as_root[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

need_rust() {
    if ! command -v cargo >/dev/null; then
        echo "Rust is missing: install it from rustup.rs, then run this again." >&2
        return 1
    fi
}
