# Whether the registry this machine uses has the three packages that are in the public gallery only, in the versions that
# Directory.Packages.props pins: docs/adr/0002-full-packages.md. Sourced.
# shellcheck shell=bash

# full_packages_pinned ROOT: lines "NAME VERSION".
full_packages_pinned() {
    sed -n '/Label="Only with FullPackages/,/<\/ItemGroup>/ s/.*<PackageVersion Include="\([^"]*\)" Version="\([^"]*\)".*/\1 \2/p' \
        "$1/Directory.Packages.props"
}

# full_packages_key ROOT: what an answer depends on: the pinned versions, and every NuGet configuration that applies at ROOT.
full_packages_key() {
    local file
    {
        full_packages_pinned "$1"
        # "config paths" may print more than paths on its first run; what is no file says nothing.
        (cd "$1" && dotnet nuget config paths) | while IFS= read -r file; do
            [ ! -f "$file" ] || cat "$file"
        done
        printf '%s\n' "${RestoreSources:-}" "${RestoreAdditionalProjectSources:-}"
    } | sha256sum | cut -d ' ' -f 1
}

# full_packages_verdict STATUS < OUTPUT: what a restore's end means.
#   yes      it restored
#   no       the registry answered, and a package or that version of it is not there (NU1101, NU1102)
#   unknown  anything else, above all a registry that was not reached (NU1301): true of this moment only, never remembered
full_packages_verdict() {
    local codes
    [ "$1" -ne 0 ] || { echo yes; return; }
    codes=$(grep -o 'error NU[0-9]*' | sort -u | tr '\n' ' ') || true
    case $codes in
        'error NU1101 ' | 'error NU1102 ' | 'error NU1101 error NU1102 ') echo no ;;
        *) echo unknown ;;
    esac
}

# full_packages_restore ROOT: restores one throwaway project with the pinned versions, away from the solution: a failed
# restore inside it would leave its obj folders unusable. [VERSION] is "this and no other": a registry that lists another
# version of the same name is not mistaken for one that has it.
full_packages_restore() {
    local probe name version status=0
    probe=$(mktemp -d)
    # Empty, so that nothing above the temporary folder has a say.
    for name in Directory.Build.props Directory.Build.targets Directory.Packages.props; do
        echo '<Project />' >"$probe/$name"
    done
    {
        echo '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>'
        while read -r name version; do
            echo "<PackageReference Include=\"$name\" Version=\"[$version]\" />"
        done < <(full_packages_pinned "$1")
        echo '</ItemGroup></Project>'
    } >"$probe/probe.csproj"
    # RestoreRootConfigDirectory: sources and credentials are those that apply at ROOT, not in the temporary folder.
    (cd "$1" && DOTNET_CLI_UI_LANGUAGE=en dotnet restore "$probe/probe.csproj" \
        "-p:RestoreRootConfigDirectory=$1" -p:NuGetAudit=false -p:FullPackages=false </dev/null 2>&1) || status=$?
    rm -rf "$probe"
    return "$status"
}

full_packages_memory() { printf '%s' "${XDG_CACHE_HOME:-${HOME:?}/.cache}/pelvicfeedback/full-packages"; }

# full_packages ROOT: prints yes, no or unknown; asks the registry only where no answer is remembered.
full_packages() {
    local memory answer status=0 output
    memory="$(full_packages_memory)/$(full_packages_key "$1")"
    if [ -f "$memory" ]; then
        cat "$memory"
        return
    fi
    output=$(full_packages_restore "$1") || status=$?
    answer=$(full_packages_verdict "$status" <<<"$output")
    if [ "$answer" != unknown ] && mkdir -p "${memory%/*}" 2>/dev/null; then
        echo "$answer" >"$memory"
    fi
    echo "$answer"
}

# full_packages_forget ROOT: the next call of full_packages asks the registry again.
full_packages_forget() { rm -f "$(full_packages_memory)/$(full_packages_key "$1")"; }

# decide_full_packages ROOT: exports FullPackages for this build and every build started from it. As an environment
# variable: a later "dotnet test" without it would silently rebuild plain, and be green with the adapters gone.
# Somebody who has set it already is not overruled. $why_not_full says what to tell people of a false.
decide_full_packages() {
    why_not_full="FullPackages=${FullPackages:-} was asked for"
    if [ -z "${FullPackages:-}" ]; then
        FullPackages=false
        case $(full_packages "$1") in
            yes) FullPackages=true ;;
            no) why_not_full="package not on this registry" ;;
            *) why_not_full="the registry could not be asked" ;;
        esac
    fi
    export FullPackages why_not_full
}
