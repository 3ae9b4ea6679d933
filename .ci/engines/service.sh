# What the scripts of this directory share that start a server.

# install_packages PACKAGE... installs packages of Debian, or says which are missing.
install_packages() {
    if ! command -v apt-get >/dev/null; then
        echo "$(basename "$0"): install $* first" >&2
        exit 1
    fi
    local root
    root=$([ "$(id -u)" = 0 ] || echo sudo)
    $root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $root apt-get install -qq -y --no-install-recommends "$@" >/dev/null
}

# service_directory USER makes the temporary directory $dir of a server. Root runs the server as the user: the servers
# refuse to run as root. When the script ends, the function stop is called and the directory removed.
service_directory() {
    user=$1
    dir=$(mktemp -d /tmp/assay-XXXXXX) # a short path: that of a socket has at most 104 bytes
    trap 'stop; rm -rf "$dir"' EXIT
    trap 'exit 1' INT TERM HUP
    if [ "$(id -u)" = 0 ]; then
        chown "$user" "$dir"
        chmod 711 "$dir"
    fi
}

# stop is redefined by the scripts once the server runs.
stop() { :; }

# as_service COMMAND... runs a command as the user of the server.
as_service() {
    if [ "$(id -u)" = 0 ]; then
        (cd "$dir" && runuser -u "$user" -- "$@")
    else
        "$@"
    fi
}
