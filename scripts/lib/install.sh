# What run, test and bench need before they can start; every step does nothing when it has been done before.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en HARDHAT_DISABLE_TELEMETRY_PROMPT=true

fail() { printf '%s\n' "$*" >&2; exit 1; }

require_tools() {
  command -v dotnet >/dev/null || fail "The .NET SDK 10 is needed and 'dotnet' was not found. https://dotnet.microsoft.com/download"
  dotnet --list-sdks | grep -q '^10\.' || fail "The .NET SDK 10 is needed; 'dotnet --list-sdks' lists none."
  command -v node >/dev/null || fail "Node.js 20 or later is needed and 'node' was not found. https://nodejs.org"
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || fail "Node.js 20 or later is needed; this is $(node --version)."
  if [ "$(id -u)" = 0 ]; then command -v setpriv >/dev/null || fail "As root, 'setpriv' (package util-linux) is needed to start PostgreSQL as another user."; fi
  if [ ! -e /usr/share/zoneinfo/Europe/Madrid ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      printf 'Installing tzdata (civil dates need time zones)\n'
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq tzdata >/dev/null 2>&1 || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq tzdata >/dev/null; }
    else
      fail "Time zone data is missing; install the package tzdata."
    fi
  fi
}

# Debian's browser, in which the pages are tested; those tests are skipped without it, and nothing else needs it.
install_browser() {
  if [ -n "${ANCHOR_CHROMIUM:-}" ] || [ -x /usr/bin/chromium ]; then return; fi
  local root=()
  if [ "$(id -u)" != 0 ]; then root=(sudo -n); fi
  if command -v apt-get >/dev/null && "${root[@]}" true 2>/dev/null; then
    printf 'Installing chromium (the pages are tested in it)\n'
    root+=(env DEBIAN_FRONTEND=noninteractive apt-get)
    "${root[@]}" install -y -qq chromium >/dev/null 2>&1 || { "${root[@]}" update -qq && "${root[@]}" install -y -qq chromium; } >/dev/null 2>&1 || true
  fi
  if [ ! -x /usr/bin/chromium ]; then printf 'There is no chromium and it cannot be installed from here: the tests of the pages are skipped. ANCHOR_CHROMIUM names another browser.\n'; fi
}

# npm's own lock file in node_modules changes when packages do, so a copy of ours tells whether they are the same.
install_packages() {
  if ! cmp -s package-lock.json node_modules/.anchor-lock; then
    printf 'Installing npm packages\n'
    npm ci --no-audit --no-fund --loglevel=error >/tmp/anchor-npm.$$ 2>&1 || { cat /tmp/anchor-npm.$$ >&2; rm -f /tmp/anchor-npm.$$; fail "npm ci failed."; }
    rm -f /tmp/anchor-npm.$$
    cp package-lock.json node_modules/.anchor-lock
  fi
  node scripts/compile-contracts.mjs >/dev/null
  node scripts/compile-contexts.mjs >/dev/null
}

build() { # configuration, projects...
  local configuration=$1 project log status=0
  shift
  log=$(mktemp)
  for project in "$@"; do
    dotnet build "$project" -c "$configuration" -v quiet -nologo >"$log" 2>&1 || { status=1; break; }
  done
  if [ $status != 0 ]; then cat "$log" >&2; rm -f "$log"; fail "The build failed."; fi
  rm -f "$log"
}

build_release() {
  printf 'Building\n'
  build Release src/Anchor.Web src/Anchor.Cli
}
