# A private local container registry (Debian's docker-registry). Sourced, not run; needs common.sh.
# shellcheck shell=bash

# registry_start HOME: prints its address, 127.0.0.1:PORT. Docker engines speak plain HTTP with 127.0.0.0/8.
registry_start() {
    local home=$1
    install_packages docker-registry
    mkdir -p "$home"
    # Port 0: the system picks a free one, and the log says which.
    cat >"$home/config.yml" <<EOF
version: 0.1
log:
  accesslog:
    disabled: true
storage:
  filesystem:
    rootdirectory: $home/data
  delete:
    enabled: true
http:
  addr: 127.0.0.1:0
EOF
    # OpenTelemetry is on by default in some versions and wants a collector.
    OTEL_TRACES_EXPORTER=none start_server registry "$home" docker-registry serve "$home/config.yml"
    wait_until 20 registry_port "$home" || {
        tail -n 20 "$home/registry.log" >&2
        die "the local registry did not start; the end of its log is above"
    }
    printf '127.0.0.1:%s\n' "$(registry_port "$home")"
}

registry_port() { grep -oP 'listening on 127\.0\.0\.1:\K[0-9]+' "$1/registry.log"; }

registry_stop() {
    stop_server registry "$1"
    rm -rf "$1"
}
