# A private Podman service in one folder. Sourced, not run; needs common.sh.
# shellcheck shell=bash

# podman_start HOME: starts the podman of PATH, and prints its endpoint once it answers. Its images, containers, locks
# and settings are in HOME; those of the host's Podman are neither read nor changed.
podman_start() {
    local home=$1 socket=$1/podman.sock pid podman
    mkdir "$home"/{lib,plugins,run,tmp}
    # Plain HTTP for every port of the loopback address, as Docker engines speak it there: Podman compares names up to a
    # colon, too.
    cat >"$home/registries.conf" <<'CONF'
unqualified-search-registries = ["docker.io"]
[[registry]]
location = "127.0.0.1"
insecure = true
CONF
    cat >"$home/storage.conf" <<CONF
[storage]
driver = "overlay"
graphroot = "$home/root"
runroot = "$home/run/storage"
CONF
    # Its usual locks are one file in /dev/shm for all of a user's services, and its usual limits are more than some
    # systems grant. crun does not take every mixture of control groups; runc does. Without network plugins no bridge and
    # no packet filter rule is made.
    cat >"$home/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
image_copy_tmp_dir = "$home/tmp"
lock_type = "file"
runtime = "runc"
[network]
cni_plugin_dirs = ["$home/plugins"]
network_backend = "cni"
network_config_dir = "$home/networks"
CONF
    podman_command "$home"
    start_server podman "$home" "${podman[@]}" system service --time 0 "unix://$socket"

    pid=$(cat "$home/podman.pid")
    if ! wait_until 60 podman_is_settled "$pid" "$socket" || ! podman_answers "$socket"; then
        tail -n 20 "$home/podman.log" >&2
        die "the engine in $home did not start; the end of its log is above"
    fi
    printf 'unix://%s\n' "$socket"
}

# podman_command HOME: sets the array `podman` to the command that works with what is in HOME. It has mounts of its own,
# so that what it keeps in fixed places of /run and /var/lib is in HOME, too.
podman_command() {
    # shellcheck disable=SC2016 # For the inner shell.
    podman=(env "CONTAINERS_CONF=$1/containers.conf" "CONTAINERS_REGISTRIES_CONF=$1/registries.conf"
        "CONTAINERS_STORAGE_CONF=$1/storage.conf" "TMPDIR=$1/tmp"
        unshare --mount sh -ec 'mount --bind "$1/run" /run; mount --bind "$1/lib" /var/lib; shift; exec podman "$@"' -
        "$1" --root "$1/root" --runroot "$1/run/storage")
}

podman_answers() { [[ $(curl -s --max-time 5 --unix-socket "$1" http://localhost/_ping) == OK ]]; }

podman_is_settled() { podman_answers "$2" || is_gone "$1"; }

# podman_stop HOME: ends the service, its containers, its mounts and its data.
podman_stop() {
    local home=$1 podman
    [[ -d $home ]] || return 0
    stop_server podman "$home"
    # Containers outlive the service.
    podman_command "$home"
    [[ ! -d $home/root ]] || "${podman[@]}" kill --all >/dev/null 2>&1 || true
    kill_naming "$home/root"
    remove_mounted "$home"
}
