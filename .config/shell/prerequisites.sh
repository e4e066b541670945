# What has to be on the machine, and how it gets there. Sourced after common.sh.
# shellcheck shell=bash

# need_dotnet ROOT: the SDK that ROOT/global.json asks for, and the environment its programs start with.
need_dotnet() {
    local muxer home
    if ! command -v dotnet >/dev/null || ! (cd "$1" && dotnet --version >/dev/null 2>&1); then
        unusable "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0"
    fi
    # An SDK outside the system's places is found by dotnet itself but not by the programs it builds.
    muxer=$(readlink -f "$(command -v dotnet)")
    home=${muxer%/*}
    if [ -z "${DOTNET_ROOT:-}" ] && [ -d "$home/shared/Microsoft.NETCore.App" ]; then
        export DOTNET_ROOT=$home
    fi
}

# need_node: Node for the pages, 20.19 or newer.
need_node() {
    local version
    version=$(node --version 2>/dev/null) || version=v0.0
    version=${version#v}
    local major=${version%%.*} minor=${version#*.}
    minor=${minor%%.*}
    [ "$major" -gt 20 ] || { [ "$major" -eq 20 ] && [ "$minor" -ge 19 ]; } ||
        unusable "Node 20.19 or newer is missing: https://nodejs.org/en/download"
}

# have_package NAME: whether what the Debian package NAME brings is there, however it came.
have_package() {
    case $1 in
        mosquitto) command -v mosquitto >/dev/null ;;
        mosquitto-clients) command -v mosquitto_pub >/dev/null && command -v mosquitto_sub >/dev/null ;;
        chromium) command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ;;
        libmosquitto1) [[ $(ldconfig -p 2>/dev/null) == *libmosquitto.so.1* ]] ;;
        gcc | python3 | qemu-system-arm | mmdebstrap | cpio) command -v "$1" >/dev/null ;;
        qemu-system-x86) command -v qemu-system-x86_64 >/dev/null ;;
        postgresql) command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
        rabbitmq-server) [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] ;;
        iproute2) command -v ip >/dev/null || [ -x /usr/sbin/ip ] ;;
        gcc-arm-none-eabi) command -v arm-none-eabi-gcc >/dev/null ;;
        *) [[ $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) == *" installed" ]] ;;
    esac
}

# need_packages NAME…: installs the Debian packages that are missing, or names them and exits 2.
need_packages() {
    local missing=() sudo=() package
    for package in "$@"; do
        have_package "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    command -v apt-get >/dev/null ||
        unusable "Missing: ${missing[*]} (names of Debian packages; mosquitto: https://mosquitto.org/download/). There is no apt-get here to install them with."
    if [ "$(id -u)" -ne 0 ]; then
        # Without a terminal nobody can type a password: then only a sudo that asks for none will do.
        { command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; } ||
            unusable "Missing: ${missing[*]}. Run: apt-get install ${missing[*]} (as root), then try again."
        sudo=(sudo)
    fi
    quietly "Installing ${missing[*]}" install_packages "${missing[@]}" ||
        unusable "Missing: ${missing[*]}. apt-get could not install them; its words are above."
}

# install_packages NAME…: with $sudo, if that is set. The brokers this project starts are its own, on ports of its own, so
# the services that Debian's packages bring are not started along with the installation (mosquitto's would take port 1883,
# which may be somebody else's; the tests' PostgreSQL and RabbitMQ are their own). Nothing that exists is changed for that: RUNLEVEL=1 says "no services now" to an init
# without systemd, the mask does so for systemd, only while the packages are being installed and only in /run. A service
# stays enabled as Debian ships it: it starts with the machine, and does no harm here when it does.
install_packages() {
    local masked=() service
    for service in mosquitto postgresql rabbitmq-server; do
        if [ -d /run/systemd/system ] && [[ " $* " == *" $service "* ]]; then
            "${sudo[@]}" systemctl mask --runtime "$service.service" && masked+=("$service.service")
        fi
    done
    local status=0
    "${sudo[@]}" apt-get -o DPkg::Lock::Timeout=300 update || status=$?
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
        apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@" && status=0 || status=$?
    [ ${#masked[@]} -eq 0 ] || "${sudo[@]}" systemctl unmask --runtime "${masked[@]}" || true
    return "$status"
}
