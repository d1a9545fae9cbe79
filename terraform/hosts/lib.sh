# shellcheck shell=bash
# What the hosts on AWS share: their settings, AWS calls, secrets, the kept volume. Sourced by the commands beside it.
# CLICKWAY_ROOT (empty in service) is put before every path, so that a test needs no machine of its own.

ROOT=${CLICKWAY_ROOT:-}
CONF=$ROOT/etc/clickway
HOST_LIB=${HOST_LIB:-/opt/clickway-host}
VOLUME_DIR=$ROOT/var/lib/clickway
export LC_ALL=C.UTF-8

# shellcheck source=scripts/lib/common.sh
. "$HOST_LIB/common.sh"

# setting PATH: a value of host.json, which Terraform wrote; empty when it isn't there.
setting() { jq -r "$1 // empty" "$CONF/host.json"; }

# aws_call ARGUMENT...: bounded, in this host's own region.
aws_call() { timeout 60 aws --region "$(setting .location)" --cli-connect-timeout 5 --cli-read-timeout 30 --output text "$@"; }

# keep_secret NAME: fetches a secret into a file for root only. One that can't be fetched stays as it was: a host that
# starts again while AWS' API is away goes on with what it has.
keep_secret() {
  local file=$CONF/secrets/$1.json value
  install -d -m 0700 "$CONF/secrets"
  if value=$(aws_call secretsmanager get-secret-value --secret-id "$(setting ".secrets[\"$1\"]")" --query SecretString) \
    && jq -e 'type == "object"' >/dev/null 2>&1 <<<"$value"; then
    put "$file" 0600 <<<"$value"
  elif [[ -s $file ]]; then
    warn "secret $1 can't be read: the one of the last start is used"
  else
    die "secret $1 can't be read, and there is none of an earlier start: does the host's role allow it, does the secret have a value?"
  fi
}

# kept_secret NAME KEY
kept_secret() {
  local value
  value=$(jq -r ".[\"$2\"] // empty" "$CONF/secrets/$1.json")
  [[ -n $value ]] || die "secret $1 has no value \"$2\""
  printf '%s' "$value"
}

metadata() {
  local token
  token=$(curl -fsS --max-time 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
  curl -fsS --max-time 5 -H "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/meta-data/$1"
}

volume_device() { printf '%s/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_%s' "$ROOT" "${1/-/}"; }

# attach_volume: takes the kept volume once no other host holds it. AWS attaches a volume to one instance at a time, so two
# hosts can't write it. A host that went silent without being terminated keeps it: then this one waits, and says so.
attach_volume() {
  local volume instance
  volume=$(setting .volume)
  if [[ -e $(volume_device "$volume") ]]; then return 0; fi
  instance=$(metadata instance-id)
  say "attaching $volume"
  aws_call ec2 attach-volume --volume-id "$volume" --instance-id "$instance" --device /dev/sdf >/dev/null \
    || warn "$volume can't be attached yet: another instance may still hold it"
  wait_until 60 test -e "$(volume_device "$volume")" || die "$volume isn't here after 60 s: tried again by systemd"
}

# mount_volume: a volume without a file system is new. One with a file system is never formatted.
mount_volume() {
  local device
  if mountpoint -q "$VOLUME_DIR"; then return 0; fi
  device=$(volume_device "$(setting .volume)")
  if [[ -z $(blkid -o value -s TYPE "$device") ]]; then
    [[ $(lsblk -bdno SIZE "$device") -gt 0 ]] || die "$device has no size"
    say "new volume: making a file system"
    mkfs.ext4 -q -L clickway "$device"
  fi
  mkdir -p "$VOLUME_DIR"
  mount -o noatime "$device" "$VOLUME_DIR"
  resize2fs "$device" >/dev/null 2>&1 || true # grown by Terraform
}

# metric NAME VALUE [UNIT]: noted, and sent with the others by send_metrics.
METRICS=()
metric() {
  METRICS+=("{\"MetricName\":\"$1\",\"Value\":$2,\"Unit\":\"${3:-Count}\",\"Dimensions\":[{\"Name\":\"Place\",\"Value\":\"$(setting .place)\"},{\"Name\":\"Host\",\"Value\":\"$(setting .host)\"}]}")
}

send_metrics() {
  local IFS=,
  aws_call cloudwatch put-metric-data --namespace "$(setting .namespace)" --metric-data "[${METRICS[*]}]"
}
