# Debian packages of other releases, unpacked and not installed. Sourced, not run; needs common.sh.
# shellcheck shell=bash

# debs_unpack SUITE NAME VERSION PACKAGE...: prints the folder that holds the files of the packages, as in a root folder.
# It is made once and kept as NAME; the first PACKAGE must be of VERSION, such as 26.1. (with the dot).
debs_unpack() {
    local suite=$1 name=$2 version=$3 cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}/lambdaimage/engines
    shift 3
    mkdir -p "$cache"
    # One at a time; the lock ends with the subshell, however that ends.
    (
        flock 9
        [[ ! -d $cache/$name ]] || exit 0
        debs_fetch "$suite" "$cache/$name.part" "$version" "$@"
        mv "$cache/$name.part/root" "$cache/$name"
        rm -rf "$cache/$name.part"
    ) 9>"$cache/$name.lock" || exit 1
    printf '%s\n' "$cache/$name"
}

# debs_fetch SUITE FOLDER VERSION PACKAGE...: FOLDER/root gets the files. apt checks the index's signature and each
# package against the index; its own lists and sources are neither read nor changed.
debs_fetch() {
    local suite=$1 folder=$2 version=$3 deb options found
    shift 3
    command -v apt-get >/dev/null || die "needs $* of Debian $suite, and this system has no apt-get"
    say "Fetching $* of Debian $suite"
    rm -rf "$folder"
    mkdir -p "$folder"/{root,debs,lists/partial,archives/partial}
    printf 'deb [target=Packages signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' \
        "$(debian_mirror)" "$suite" >"$folder/sources.list"
    options=(
        -o "Dir::Etc::SourceList=$folder/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o "Dir::State::Lists=$folder/lists" -o Dir::State::Status=/dev/null -o "Dir::Cache=$folder"
        -o Acquire::Languages=none -o APT::Sandbox::User=root
        # An old index may be fetched from a mirror that stands still: the version is what matters.
        -o Acquire::Check-Valid-Until=false
    )
    quietly apt-get "${options[@]}" update -q || die "apt-get could not read the packages of Debian $suite"
    found=$(apt-cache "${options[@]}" show --no-all-versions "$1" | sed -n 's/^Version: //p')
    [[ $found == "$version"* ]] || die "$1 of Debian $suite should be of version $version*, and is of ${found:-none}"
    (cd "$folder/debs" && quietly apt-get "${options[@]}" download -q "$@") ||
        die "apt-get could not download $* of Debian $suite"
    for deb in "$folder"/debs/*.deb; do
        dpkg-deb --extract "$deb" "$folder/root"
    done
}

# The mirror that this system's packages come from.
debian_mirror() {
    local mirror
    # shellcheck disable=SC2016 # $(REPO_URI) is apt's.
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' 2>/dev/null | head -n 1)
    printf '%s\n' "${mirror:-http://deb.debian.org/debian/}"
}
