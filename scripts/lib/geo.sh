# shellcheck shell=bash
# The free country file (CC0), nested to MaxMind's form. Without it clicks have no country; nothing else is missing.

GEO_PACKAGE=@ip-location-db/geo-whois-asn-country-mmdb@2.3.2026061719

country_file() { printf '%s/data/geo/country.mmdb' "$STORE_DIR"; }

fetch_country_file() {
  local work=$1
  (
    cd "$work" \
      && npm_config_cache=$work/cache npm_config_update_notifier=false timeout 90 npm pack --silent "$GEO_PACKAGE" \
      && tar -xzf ./*.tgz \
      && node "$SCRIPTS_DIR/lib/nest-country.mjs" package/geo-whois-asn-country.mmdb nested.mmdb
  )
}

ensure_country_file() (
  local file work log
  file=$(country_file)
  [[ ! -s $file ]] || return 0
  if [[ -n $(missing_packages geo) ]]; then
    warn "no npm: clicks will have no country (install npm and run scripts/up again)"
    return 0
  fi
  log=$(log_file country-file)
  fresh_log "$log"
  work=$(mktemp -d "$HOME_DIR/geo.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  say "fetching the country file"
  if fetch_country_file "$work" >"$log" 2>&1; then
    install -d -m "$(shared_mode)" "${file%/*}"
    put "$file" 0644 <"$work/nested.mmdb"
    say "  $(tail -n 1 "$log")"
  else
    warn "the country file could not be fetched: clicks will have no country; scripts/up tries again next time"
    show_log_tail "$log" 3
  fi
)

# What the name server reads: the same countries as a City file, with the place of each country's main city.
nearest_file() { printf '%s/data/geo/nearest.mmdb' "$STORE_DIR"; }

ensure_nearest_file() (
  local file work
  file=$(nearest_file)
  [[ -s $(country_file) ]] || die "the name server needs the country file, which could not be fetched (scripts/logs country-file): run this again with a network, or without --geo-dns"
  if [[ -s $file && ! $(country_file) -nt $file ]]; then return 0; fi
  command -v node >/dev/null || die "no node to make $file: install npm"
  work=$(mktemp -d "$HOME_DIR/geo.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  node "$SCRIPTS_DIR/lib/nest-country.mjs" "$(country_file)" "$work/nearest.mmdb" /usr/share/zoneinfo/zone.tab >"$(log_file nearest-file)" 2>&1 \
    || { show_log_tail "$(log_file nearest-file)"; die "could not make $file from the country file"; }
  put "$file" 0644 <"$work/nearest.mmdb"
)
