# The user data of a host: packages, settings, the commands of terraform/hosts with what they share with scripts/up, units.
# AWS takes 16 KiB of it, so it is compressed.

locals {
  repository = "${path.module}/../../.."
  home       = "/opt/clickway-host"

  sources = merge(
    { for name in concat([var.command], var.commands) : name => { file = "${local.repository}/terraform/hosts/${name}", mode = "0755" } },
    { for name in concat(["lib.sh"], var.host_libraries) : name => { file = "${local.repository}/terraform/hosts/${name}", mode = "0644" } },
    { for name in concat(["common.sh"], var.libraries) : name => { file = "${local.repository}/scripts/lib/${name}", mode = "0644" } },
  )

  boot_unit = <<-UNIT
    [Unit]
    Description=Clickway: volume, secrets and settings of this host
    Wants=network-online.target
    After=network-online.target
    [Service]
    Type=oneshot
    RemainAfterExit=yes
    ExecStart=${local.home}/${var.command}
    Restart=on-failure
    RestartSec=15
    [Install]
    WantedBy=multi-user.target
  UNIT

  report_unit = <<-UNIT
    [Unit]
    Description=Clickway: figures for CloudWatch
    After=clickway-boot.service
    [Service]
    Type=oneshot
    ExecStart=${local.home}/report
  UNIT

  report_timer = <<-UNIT
    [Timer]
    OnBootSec=2min
    OnUnitActiveSec=1min
    [Install]
    WantedBy=timers.target
  UNIT

  units = merge(var.units, {
    "clickway-boot.service"   = local.boot_unit
    "clickway-report.service" = local.report_unit
    "clickway-report.timer"   = local.report_timer
  })

  files = concat(
    [
      { path = "/usr/sbin/policy-rc.d", permissions = "0755", content = "#!/bin/sh\nexit 101\n" },
      { path = "/etc/clickway/host.json", permissions = "0600", content = jsonencode(var.settings) },
    ],
    [for name, source in local.sources : { path = "${local.home}/${name}", permissions = source.mode, content = file(source.file) }],
    [for name, text in local.units : { path = "/etc/systemd/system/${name}", permissions = "0644", content = text }],
  )

  cloud_config = {
    package_update      = true
    ssh_authorized_keys = var.operator_keys
    write_files         = local.files
    packages            = concat(["awscli", "ca-certificates", "curl", "jq"], var.packages)
    runcmd = concat(
      [for service in var.masked : ["systemctl", "mask", service]],
      [["rm", "-f", "/usr/sbin/policy-rc.d"], ["systemctl", "daemon-reload"]],
      [for unit in concat(["clickway-boot.service"], var.started, ["clickway-report.timer"]) : ["systemctl", "enable", "--now", "--no-block", unit]],
    )
  }
}
