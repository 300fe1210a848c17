# Stand-in base images, for where public.ecr.aws cannot be reached. Sourced, not run; needs common.sh.
# shellcheck shell=bash disable=SC2154 # $root comes from common.sh

base_packages=(busybox-static gcc libc6-dev zlib1g-dev)

# base_push REGISTRY FOLDER NAME:TAG...: makes the base images in FOLDER with the engine that `docker` talks to,
# and pushes them to REGISTRY as AWS calls them, NAME:TAG-ARCHITECTURE. The engine keeps none, so that a pull is a real
# pull.
base_push() {
    local prefix=$1 folder=$2 name
    shift 2
    install_packages "${base_packages[@]}"
    mkdir -p "$folder/rootfs"
    quietly dotnet publish "$root/tests/StandInEmulator" -c Release -r "$(native_rid)" -o "$folder/emulator" -nologo ||
        die "could not build tests/StandInEmulator; the output is above"
    base_rootfs "$folder/rootfs" "$folder/emulator/aws-lambda-rie"
    for name in "$@"; do
        base_bootstrap "$name" "$folder/rootfs/var/runtime/bootstrap"
        base_push_image "$prefix/$name" "$folder"
    done
}

# Managed runtimes come with a bootstrap, `provided` comes without. The stub has no .NET to start.
base_bootstrap() {
    local name=$1 file=$2
    rm -f "$file"
    [[ $name != provided:* ]] || return 0
    printf '#!/bin/sh\necho "the stand-in for %s has no .NET" >&2\nexit 1\n' "$name" >"$file"
    chmod 755 "$file"
}

# The same contract as an AWS base image, https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
base_rootfs() {
    local rootfs=$1 emulator=$2 library
    mkdir -p "$rootfs"/{bin,dev,etc,proc,sys,tmp,opt,usr/local/bin,var/task,var/runtime}
    chmod 1777 "$rootfs/tmp"
    cp /bin/busybox "$rootfs/bin/busybox"
    ln -sf busybox "$rootfs/bin/sh"
    install -m 755 "$emulator" "$rootfs/usr/local/bin/aws-lambda-rie"

    # The loader and libraries that a native program needs, where it looks for them.
    for library in $(ldd "$emulator" | grep -o '/[^ ]*'); do
        install -D -m 755 "$library" "$rootfs$library"
    done

    cat >"$rootfs/lambda-entrypoint.sh" <<'EOF'
#!/bin/sh
if [ $# -ne 1 ]; then
    echo "lambda-entrypoint.sh: expected one argument, the handler" >&2
    exit 142
fi
export _HANDLER="$1"

# Outside Lambda nobody serves the Runtime API: the emulator does.
if [ -z "$AWS_LAMBDA_RUNTIME_API" ]; then
    exec /usr/local/bin/aws-lambda-rie /var/runtime/bootstrap
fi
exec /var/runtime/bootstrap
EOF
    chmod 755 "$rootfs/lambda-entrypoint.sh"
}

# base_push_image REFERENCE FOLDER: for both architectures. Both images hold the same files: the foreign one can be built
# on, and not be run. Built, because `docker import` of Docker 20.10 heeds no platform; the classic builder does.
base_push_image() {
    local reference=$1 folder=$2 platform tag
    mkdir -p "$folder/context"
    tar -C "$folder/rootfs" --numeric-owner --owner=0 --group=0 -cf "$folder/context/rootfs.tar" .
    cat >"$folder/context/Dockerfile" <<'EOF'
FROM scratch
ADD rootfs.tar /
ENV PATH=/usr/local/bin:/usr/bin:/bin:/opt/bin
ENV LD_LIBRARY_PATH=/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib
ENV LAMBDA_TASK_ROOT=/var/task LAMBDA_RUNTIME_DIR=/var/runtime
WORKDIR /var/task
ENTRYPOINT ["/lambda-entrypoint.sh"]
EOF
    for platform in amd64:x86_64 arm64:arm64; do
        tag="$reference-${platform#*:}"
        quietly env DOCKER_BUILDKIT=0 docker build --platform "linux/${platform%:*}" -t "$tag" "$folder/context"
        quietly docker push "$tag"
        quietly docker rmi "$tag"
    done
}
