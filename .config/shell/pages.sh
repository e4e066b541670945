# The pages in src/displays: built before the programs that serve them, which need no Node for their own build. Sourced after common.sh.
# shellcheck shell=bash

# pages_of ROOT: the folder of each page.
pages_of() {
    local page
    for page in "$1"/src/displays/*/package-lock.json; do
        [ ! -f "$page" ] || printf '%s\n' "${page%/*}"
    done
}

# page_is_built ROOT PAGE: whether nothing that it is made of is newer than it. The messages' schemas are part of it, and what the pages have in common.
page_is_built() {
    [ -f "$2/dist/index.html" ] &&
        [ -z "$(find "$2" "$1/docs/messages" "$1/src/displays/"*.*ts -type f -newer "$2/dist/index.html" -not -path '*/node_modules/*' -not -path '*/dist/*' -print -quit)" ]
}

# install_page PAGE: what it is built with, as the lock file says.
install_page() {
    local installed="$1/node_modules/.package-lock.json"
    [ -f "$installed" ] && [ ! "$1/package-lock.json" -nt "$installed" ] ||
        quietly "Installing what the page ${1##*/} is built with" npm --prefix "$1" ci --no-audit --no-fund
}

# build_pages ROOT: builds those that changed.
build_pages() {
    local page
    while IFS= read -r page; do
        page_is_built "$1" "$page" ||
            { install_page "$page" && quietly "Building the page ${page##*/}" npm --prefix "$page" run build; } || return 1
    done < <(pages_of "$1")
}

# test_pages ROOT: their own tests, which need no browser.
test_pages() {
    local page
    while IFS= read -r page; do
        { install_page "$page" && quietly "Testing the page ${page##*/}" npm --prefix "$page" test; } || return 1
    done < <(pages_of "$1")
}
