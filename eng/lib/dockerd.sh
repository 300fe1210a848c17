# A private Docker daemon in one folder. Sourced, not run; needs common.sh.
# shellcheck shell=bash

# dockerd_start HOME CONFIG: starts the dockerd and containerd that are first on PATH with CONFIG (JSON) as dockerd's
# configuration file, and prints the endpoint once it answers.
dockerd_start() {
    local home=$1 config=$2 socket=$1/docker.sock
    # Its own containerd: dockerd would otherwise share a running system one, and with it that one's containers.
    cat >"$home/containerd.toml" <<EOF
version = 2
root = "$home/containerd-data"
state = "$home/containerd-state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "$home/containerd.sock"
EOF
    start_server containerd "$home" containerd --config "$home/containerd.toml"

    # A daemon without a bridge deletes docker0, which may be another daemon's. Where there is one, ours gets a bridge
    # of its own instead. Either way it sets no packet filter rules: containers run with the network "none" or "host".
    local bridge=none
    if [[ -e /sys/class/net/docker0 ]]; then
        install_packages iproute2
        bridge=li-$$
        echo "$bridge" >"$home/bridge"
        ip link add "$bridge" type bridge
    fi

    # Its own configuration file keeps the host's /etc/docker/daemon.json out.
    printf '%s\n' "$config" >"$home/daemon.json"
    start_server dockerd "$home" dockerd \
        --config-file "$home/daemon.json" --data-root "$home/data" --exec-root "$home/exec" \
        --pidfile "$home/dockerd-own.pid" --containerd "$home/containerd.sock" --host "unix://$socket" \
        --bridge "$bridge" --iptables=false --ip6tables=false --ip-forward=false

    local pid
    pid=$(cat "$home/dockerd.pid")
    if ! wait_until 60 dockerd_is_settled "$pid" "$socket" || ! dockerd_answers "$socket"; then
        tail -n 20 "$home/dockerd.log" >&2
        die "the engine in $home did not start; the end of its log is above"
    fi
    printf 'unix://%s\n' "$socket"
}

dockerd_answers() { [[ $(curl -s --max-time 5 --unix-socket "$1" http://localhost/_ping) == OK ]]; }

dockerd_is_settled() { dockerd_answers "$2" || is_gone "$1"; }

# dockerd_stop HOME: ends the daemon, what it may have left running, its mounts and its data.
dockerd_stop() {
    local home=$1 tasks=$1/containerd-state/io.containerd.runtime.v2.task file pid container
    [[ -d $home ]] || return 0

    # Kept containers would hold the daemon up for their stop time-outs.
    if dockerd_answers "$home/docker.sock"; then
        docker -H "unix://$home/docker.sock" ps -q | xargs -r docker -H "unix://$home/docker.sock" kill >/dev/null 2>&1 || true
    fi
    stop_server dockerd "$home"

    # A daemon that crashed leaves its containers, their shims and the shims' sockets behind.
    for file in "$tasks"/*/*/init.pid; do
        pid=$(cat "$file" 2>/dev/null) || continue
        container=$(basename "$(dirname "$file")")
        if grep -qF "$container" "/proc/$pid/cgroup" 2>/dev/null; then kill -KILL "$pid" 2>/dev/null || true; fi
    done
    stop_server containerd "$home"
    kill_naming "$home/containerd."
    { grep -hoE '/run/containerd/s/[0-9a-f]{64}' "$tasks"/*/*/{address,bootstrap.json} 2>/dev/null || true; } | xargs -r rm -f

    [[ ! -e $home/bridge ]] || ip link delete "$(<"$home/bridge")" 2>/dev/null || true

    remove_mounted "$home"
}
