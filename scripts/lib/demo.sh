# shellcheck shell=bash
# A first campaign with a link and a few clicks, so that there is something to look at.

DEMO_URL='https://example.com/landing?cid={click_id}&s={sub1}'

DEMO_VISITORS=(
  '85.214.132.117|Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'
  '212.27.48.10|Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1'
  '8.8.8.8|Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15'
  '133.11.93.1|Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36'
  '200.147.3.157|Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0'
  '66.249.66.1|Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
)

# api METHOD PATH [JSON]: prints the status; the answer lies in API_ANSWER's file. The key never becomes an argument.
api() {
  local method=$1 path=$2 body=${3:-}
  curl -s -o "$API_ANSWER" -w '%{http_code}' --max-time 30 -X "$method" -H @<(printf 'Authorization: Bearer %s\n' "$(api_key)") \
    -H 'Content-Type: application/json' ${body:+--data "$body"} "http://$(address_of centre):$HTTP_PORT$path" || true
}

api_expect() { # STATUSES METHOD PATH [JSON]
  local wanted=$1 status
  shift
  status=$(api "$@")
  [[ " $wanted " == *" $status "* ]] || die "demo: $1 $2 answered $status: $(head -c 500 "$API_ANSWER")"
}

demo_click() { # REGION VISITOR: prints the status
  curl -s -o /dev/null -w '%{http_code}' --max-time 5 -A "${2#*|}" -H "X-Forwarded-For: ${2%%|*}" \
    "http://$(address_of "$1"):$HTTP_PORT/demo?sub1=hello" || true
}

demo_is_live() { [[ $(demo_click "$1" "${DEMO_VISITORS[0]}") == 302 ]]; }

# demo_is_reported N: the report counts at least N clicks of the demo campaign.
demo_is_reported() {
  [[ $(api GET '/api/report?by=campaign&measures=clicks') == 200 ]] || return 1
  [[ $(jq '[.rows[] | select(.[0] == "demo") | .[1]] | add // 0' "$API_ANSWER") -ge $1 ]]
}

create_demo() {
  api_expect '201 409' POST /api/campaigns '{"name":"Demo","slug":"demo"}'
  api_expect '201 409' POST /api/links "{\"slug\":\"demo\",\"campaign\":\"demo\",\"url\":\"$DEMO_URL\"}"
  api_expect '200 201 202' POST /api/publish '{}'
}

# Every edge runs the published links, or nothing was published yet.
links_are_live() {
  [[ $(api GET /api/config/status) == 200 ]] || return 1
  jq -e --argjson edges $((${#REGIONS[@]} * EDGES)) '
    (.version // 0) as $version | $version == 0
    or ([.edges[] | select(.version >= $version) | .edge] | unique | length) >= $edges' "$API_ANSWER" >/dev/null
}

# A region that was just added gets what is published; nothing is published for it.
await_links() (
  API_ANSWER=$(mktemp "$RUN_DIR/answer.XXXXXX")
  trap 'rm -f "$API_ANSWER"' EXIT
  wait_until 30 links_are_live || warn "not every edge runs the published links yet: see /api/config/status"
)

# Once in the life of a system: later nothing is published or clicked that its owner didn't ask for.
run_demo() (
  local region visitor began
  if [[ -f $RUN_DIR/demo ]]; then return 0; fi
  API_ANSWER=$(mktemp "$RUN_DIR/answer.XXXXXX")
  trap 'rm -f "$API_ANSWER"' EXIT
  say "demo: campaign 'demo' with link /demo, and clicks in ${REGIONS[*]}"
  create_demo
  began=$(now_ms)
  for region in "${REGIONS[@]}"; do
    wait_until 30 demo_is_live "$region" || die "demo: the link was published but is not live on edge-$region"
    say "  live on edge-$region, $(seconds_since "$began") s after publishing"
    for visitor in "${DEMO_VISITORS[@]:1}"; do demo_click "$region" "$visitor" >/dev/null; done
  done
  if wait_until 10 demo_is_reported $((${#REGIONS[@]} * ${#DEMO_VISITORS[@]})); then
    say "  all clicks are in the report, $(seconds_since "$began") s after publishing"
  else
    warn "the demo clicks are not in the report yet: see scripts/status and scripts/logs warehouse"
  fi
  put "$RUN_DIR/demo" 0600 </dev/null
)
