# shellcheck shell=bash disable=SC2154
# The parts of scripts/terraform-check: Terraform itself, the stand-ins for its providers, the single checks.
# The caller sets tree (what is checked) and work (a folder of its own).

TERRAFORM_VERSION=1.11.4
# Of the program, not of the archive it comes in.
TERRAFORM_SHA256=268000fca5c61021c6396893d9483007ba589ad9d0aaccbd7dfa8c78bf7dbe23
TERRAFORM_ARCHIVE=https://releases.hashicorp.com/terraform/$TERRAFORM_VERSION/terraform_${TERRAFORM_VERSION}_linux_amd64.zip
TERRAFORM_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/clickway-terraform-check
STAND_INS=$SCRIPTS_DIR/lib/terraform-check
CHECKS_PASSED=0
CHECKS_FAILED=0
HOSTS_TEST=''

# The one on the path if it's new enough, else the version above, fetched once and compared.
prepare_terraform() {
  local version fetched=$TERRAFORM_CACHE/terraform-$TERRAFORM_VERSION
  export CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1 TF_CLI_CONFIG_FILE=$work/terraformrc TF_DISABLE_PLUGIN_TLS=1
  printf 'disable_checkpoint = true\n' >"$TF_CLI_CONFIG_FILE"
  mkdir -p "$TERRAFORM_CACHE"
  version=$(terraform version -json 2>/dev/null | jq -r .terraform_version || true)
  if [[ -n $version && $(printf '1.11.0\n%s\n' "$version" | sort -V | head -n 1) == 1.11.0 ]]; then
    TERRAFORM=$(command -v terraform)
    return 0
  fi
  if [[ ! -x $fetched ]]; then
    say "fetching Terraform $TERRAFORM_VERSION"
    curl -fsSL --retry 3 --max-time 300 -o "$work/terraform.zip" "$TERRAFORM_ARCHIVE" \
      || die "Terraform can't be fetched: install 1.11 or newer by hand, then run this again"
    unzip -q -p "$work/terraform.zip" terraform >"$work/terraform"
    [[ $(sha256_of <"$work/terraform") == "$TERRAFORM_SHA256" ]] || die "what was fetched isn't Terraform $TERRAFORM_VERSION: its SHA-256 differs"
    install -m 0755 "$work/terraform" "$fetched"
  fi
  TERRAFORM=$fetched
}

# The npm packages, once per lock file, without their scripts; then the schema of the types that the tree uses.
prepare_stand_ins() {
  local packages types provider
  packages=$TERRAFORM_CACHE/$(sha256_of <"$STAND_INS/package-lock.json" | cut -c1-16)
  if [[ ! -f $packages/ready ]]; then
    say "fetching what the stand-in for the AWS provider is made of"
    rm -rf "$packages"
    mkdir -p "$packages"
    cp "$STAND_INS"/package*.json "$packages/"
    (cd "$packages" && npm_config_update_notifier=false timeout 300 npm ci --legacy-peer-deps --ignore-scripts --no-audit --no-fund --silent) \
      || die "npm could not fetch the stand-in's packages"
    touch "$packages/ready"
  fi
  cp "$STAND_INS"/*.mjs "$STAND_INS"/*.proto "$STAND_INS"/random.json "$packages/"
  mapfile -t types < <(used_types "$1" "$STAND_INS/mistakes")
  node "$packages/schema.mjs" "$packages/node_modules/@cdktn/provider-aws" "$work/aws.json" "${types[@]}" || die "the schema can't be made"
  cp "$packages/random.json" "$work/random.json"
  mkdir -p "$work/plugins"
  for provider in aws random; do
    printf '#!/bin/sh\nexec node %q %q\n' "$packages/stub-provider.mjs" "$work/$provider.json" >"$work/plugins/terraform-provider-$provider"
    chmod +x "$work/plugins/terraform-provider-$provider"
  done
  cat >"$TF_CLI_CONFIG_FILE" <<EOF
disable_checkpoint = true
provider_installation {
  dev_overrides {
    "hashicorp/aws"    = "$work/plugins"
    "hashicorp/random" = "$work/plugins"
  }
}
EOF
}

# The AWS types of some folders: aws_x, data.aws_x, ephemeral.aws_x.
used_types() {
  grep -rhoE '^ *(resource|data|ephemeral) +"aws_[a-z0-9_]+"' --include='*.tf' "$@" \
    | sed -E 's/^ *resource +"//; s/^ *(data|ephemeral) +"/\1./; s/"$//' | sort -u
}

# in_root ROOT COMMAND...: in a folder of the tree, with its modules known.
in_root() {
  local root=$1
  shift
  export TF_DATA_DIR=$work/data-${root//\//-}
  (cd "$tree/$root" && if [[ ! -d $TF_DATA_DIR ]]; then "$TERRAFORM" get >/dev/null; fi && "$@")
}

count_check() { # ok|FAIL NAME
  if [[ $1 == ok ]]; then CHECKS_PASSED=$((CHECKS_PASSED + 1)); else CHECKS_FAILED=$((CHECKS_FAILED + 1)); fi
  printf '%-4s  %s\n' "$1" "$2"
}

# check_quietly NAME COMMAND...: its output is shown when it fails.
check_quietly() {
  local name=$1
  shift
  if "$@" >"$work/output" 2>&1; then
    count_check ok "$name"
  else
    count_check FAIL "$name"
    sed 's/^/      | /' "$work/output"
  fi
}

check_format() { (cd "$tree/terraform" && "$TERRAFORM" fmt -check -recursive -diff); }

check_host_scripts() { (cd "$tree" && shellcheck -x terraform/hosts/* scripts/lib/terraform-check/hosts-test); }

# Warnings count too, but for the one that tells of the stand-ins.
check_valid() {
  in_root "$1" "$TERRAFORM" validate -json >"$work/valid.json" || true
  jq -r '.diagnostics[] | select(.summary != "Provider development overrides are in effect")
    | "\(.severity): \(.summary)\n  \(.range.filename // ""):\(.range.start.line // "")  \(.snippet.code // "" | ltrimstr(" "))\n  \(.detail)"' "$work/valid.json" >"$work/valid.txt"
  cat "$work/valid.txt"
  [[ ! -s $work/valid.txt ]] && jq -e .valid "$work/valid.json" >/dev/null
}

# The check itself: it has to find one mistake after the other.
check_mistakes() {
  local found
  (cd "$STAND_INS/mistakes" && TF_DATA_DIR=$work/data-mistakes "$TERRAFORM" validate -json) >"$work/mistakes.json" || true
  found=$(jq -r '.diagnostics[] | select(.severity == "error") | "\(.snippet.context // .address // "" | gsub("resource |\"|aws_[a-z_]+ "; "")): \(.summary)"' "$work/mistakes.json" | sort)
  diff -u "$STAND_INS/mistakes/expected" <(printf '%s\n' "$found")
}

# Each run of each test file is a check of its own.
check_tests() {
  local root=$1 name status
  in_root "$root" timeout 600 "$TERRAFORM" test -json >"$work/tests.json" 2>&1 || true
  while IFS=$'\t' read -r status name; do
    if [[ $status == pass ]]; then count_check ok "$root: $name"; else count_check FAIL "$root: $name"; fi
  done < <(jq -rR 'fromjson? | select(.type == "test_run" and .test_run.progress == "complete")
    | .test_run | "\(.status)\t\(.path | sub(".*/"; "") | sub("[.]tftest[.]hcl$"; "")): \(.run | gsub("_"; " "))"' "$work/tests.json")
  jq -rR 'fromjson? | select(.type == "diagnostic" and .diagnostic.severity == "error")
    | "      | \(.["@testrun"] // "")  \(.diagnostic.summary)\n      |   \(.diagnostic.range.filename // ""):\(.diagnostic.range.start.line // "")  \(.diagnostic.detail)"' "$work/tests.json"
  if ! jq -eR -s 'split("\n") | map(fromjson? | select(.type == "test_run")) | length > 0' "$work/tests.json" >/dev/null; then
    count_check FAIL "$root: no test ran"
    head -c 2000 "$work/tests.json"
  fi
}

# plan_example NAME FILE: the plan as JSON, made by a test without assertions.
plan_example() {
  in_root terraform timeout 600 "$TERRAFORM" test -json -verbose -test-directory=tests/example \
    -var-file="examples/$1/stack.tfvars" >"$work/example.json" 2>&1 || { show_example_errors; return 1; }
  jq -cR 'fromjson? | select(.type == "test_plan") | .test_plan' "$work/example.json" >"$2"
  [[ -s $2 ]]
}

plan_geo_dns() {
  in_root terraform/geo-dns timeout 600 "$TERRAFORM" test -json -test-directory=tests/example \
    -var-file="../examples/$1/geo-dns.tfvars" >"$work/example.json" 2>&1 || { show_example_errors; return 1; }
}

show_example_errors() {
  jq -rR 'fromjson? | select(.diagnostic.severity == "error") | "\(.diagnostic.summary): \(.diagnostic.detail)"' "$work/example.json"
}

list_plan() {
  jq -r '[.resource_changes[] | select(.mode == "managed")] | group_by(.type)[] | "\(length)\t\(.[0].type)"' "$1" | sort -k2
  jq -r '[.resource_changes[] | select(.mode == "managed")] | "\nPlan: \(length) to add. Made with mocks: nothing was asked of AWS."' "$1"
}

costs_of() { node "$STAND_INS/costs.mjs" "$1" "$tree/terraform/examples/prices.json" "$2"; } # PLAN NAME

sum_of_costs() { sed -n 's/^| [*][*]sum[*][*] | [*][*]\(.*\)[*][*] |$/\1/p' "$tree/terraform/examples/$1/costs.md"; }

write_costs() {
  plan_example "$1" "$work/plan.json" || die "$1 can't be planned"
  costs_of "$work/plan.json" "$1" >"$tree/terraform/examples/$1/costs.md"
  say "terraform/examples/$1/costs.md: $(sum_of_costs "$1") USD a month; say so in terraform/README.md, too"
}

check_costs() {
  diff -u "$tree/terraform/examples/$1/costs.md" <(costs_of "$2" "$1") || return 1
  grep -qF "| $(sum_of_costs "$1") | [lines](examples/$1/costs.md)" "$tree/terraform/README.md" \
    || { say "terraform/README.md doesn't say $(sum_of_costs "$1") for $1" && return 1; }
}

# The hosts' scripts with real servers, beside the other checks; each line "ok  …" of theirs is a check of its own.
start_hosts_test() {
  timeout 600 "$STAND_INS/hosts-test" "$tree" >"$work/hosts" 2>&1 &
  HOSTS_TEST=$!
}

finish_hosts_test() {
  local line result=0
  wait "$HOSTS_TEST" || result=$?
  HOSTS_TEST=''
  while read -r line; do count_check ok "hosts: ${line#ok  }"; done < <(grep '^ok  ' "$work/hosts")
  if [[ $result -ne 0 ]]; then
    count_check FAIL "hosts: what comes next"
    grep -v '^ok  ' "$work/hosts" | sed 's/^/      | /'
  fi
}

# It stops its servers itself when it is told to end.
stop_hosts_test() {
  if [[ -n $HOSTS_TEST ]] && kill -TERM "$HOSTS_TEST" 2>/dev/null; then wait "$HOSTS_TEST" 2>/dev/null || true; fi
}
