# The units. Each is an Auto Scaling group of one in one zone, and a volume that outlives its instances. A fresh instance
# takes the volume when it boots. AWS lets one instance hold it, so two can never write it. Why so: docs/adr/0020.

resource "aws_ebs_volume" "unit" {
  for_each          = local.units
  region            = var.settings.location
  availability_zone = each.value
  type              = "gp3"
  size              = var.settings.unit.data_gib
  iops              = var.settings.unit.iops
  throughput        = var.settings.unit.throughput
  encrypted         = true
  kms_key_id        = var.network.key_arn
  tags              = { Name = "${local.prefix}-${each.key}", Unit = "${local.prefix}-${each.key}" }

  # Clicks that the centre doesn't have yet may lie here: README, "Taking a region away".
  lifecycle {
    prevent_destroy = true
  }
}

module "boot" {
  for_each      = local.units
  source        = "../boot"
  command       = "boot-unit"
  commands      = ["report"]
  libraries     = ["redis.sh"]
  packages      = ["redis-server"]
  operator_keys = var.operator_keys
  masked        = ["redis-server.service"]
  started       = [] # boot-unit brings and starts the release's services
  units         = {}

  settings = {
    role          = "unit"
    place         = var.region
    host          = "${var.region}-${each.key}"
    location      = var.settings.location
    namespace     = var.namespace
    volume        = aws_ebs_volume.unit[each.key].id
    release       = var.release
    broker        = local.broker_host
    control       = var.centre.broker_host
    bucket        = var.centre.bucket
    redis_address = "127.0.0.1"
    redis_bytes   = local.redis_bytes
    spool_bytes   = local.spool_bytes
    secrets = {
      logins = module.logins.arn
      keys   = local.keys_secret
    }
  }
}

locals {
  # The copy of the shared keys in this location.
  keys_secret = replace(var.centre.keys_secret, ":${var.centre.location}:", ":${var.settings.location}:")
}

# Used by the next instance only: a running one is replaced by hand, one unit after the other (README, "A new release").
resource "aws_launch_template" "unit" {
  for_each               = local.units
  region                 = var.settings.location
  name                   = "${local.prefix}-${each.key}"
  image_id               = "resolve:ssm:${var.image_parameter}"
  instance_type          = var.settings.unit.instance_type
  user_data              = module.boot[each.key].user_data
  vpc_security_group_ids = [aws_security_group.unit.id]
  update_default_version = true
  ebs_optimized          = true

  iam_instance_profile {
    arn = aws_iam_instance_profile.unit.arn
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted   = "true"
      volume_type = "gp3"
      volume_size = 16
    }
  }

  tag_specifications {
    resource_type = "instance"
    tags          = { Name = "${local.prefix}-${each.key}", Unit = "${local.prefix}-${each.key}" }
  }
}

# By EC2's own checks, not the balancer's: an edge that isn't ready is started again by systemd, and a fresh instance would
# run the same software on the same data, later.
resource "aws_autoscaling_group" "unit" {
  for_each                  = local.units
  region                    = var.settings.location
  name                      = "${local.prefix}-${each.key}"
  min_size                  = 1
  max_size                  = 1
  desired_capacity          = 1
  vpc_zone_identifier       = [var.network.private_subnet_ids[each.value]]
  target_group_arns         = [aws_lb_target_group.units.arn]
  health_check_type         = "EC2"
  health_check_grace_period = 300
  wait_for_capacity_timeout = "0"

  launch_template {
    id      = aws_launch_template.unit[each.key].id
    version = "$Latest"
  }
}

# -- who may speak to whom

resource "aws_security_group" "unit" {
  region      = var.settings.location
  name        = "${local.prefix}-unit"
  description = "Units"
  vpc_id      = var.network.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "unit" {
  for_each                     = { visitors = 8080, health = 9000 }
  region                       = var.settings.location
  security_group_id            = aws_security_group.unit.id
  description                  = "The balancer, ${each.key}"
  referenced_security_group_id = aws_security_group.balancer.id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  region                       = var.settings.location
  security_group_id            = aws_security_group.unit.id
  description                  = "SSH from the operators' tunnel"
  referenced_security_group_id = var.network.operators_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 22
  to_port                      = 22
}

resource "aws_vpc_security_group_egress_rule" "unit" {
  region            = var.settings.location
  security_group_id = aws_security_group.unit.id
  description       = "Brokers, packages, secrets, metrics"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}

# -- what a unit may do

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "unit" {
  statement {
    sid       = "Secrets"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [module.logins.arn, local.keys_secret]
  }

  statement {
    sid       = "Decrypt"
    actions   = ["kms:Decrypt"]
    resources = distinct([var.network.key_arn, var.centre.key_arn])
    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.${var.settings.location}.amazonaws.com"]
    }
  }

  # Its volumes, to instances of its units; the key's grant is EC2's, for the attachment.
  statement {
    sid       = "Volumes"
    actions   = ["ec2:AttachVolume"]
    resources = [for volume in aws_ebs_volume.unit : volume.arn]
  }

  statement {
    sid       = "Instances"
    actions   = ["ec2:AttachVolume"]
    resources = ["arn:aws:ec2:${var.settings.location}:${data.aws_caller_identity.current.account_id}:instance/*"]
    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/Unit"
      values   = [for number in keys(local.units) : "${local.prefix}-${number}"]
    }
  }

  statement {
    sid       = "Grant"
    actions   = ["kms:CreateGrant"]
    resources = [var.network.key_arn]
    condition {
      test     = "Bool"
      variable = "kms:GrantIsForAWSResource"
      values   = ["true"]
    }
  }

  statement {
    sid       = "SealedLines"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::${var.centre.bucket}/sealed/${var.region}/*"]
  }

  statement {
    sid       = "ArchiveKey"
    actions   = ["kms:GenerateDataKey"]
    resources = [var.centre.key_arn]
    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${var.centre.location}.amazonaws.com"]
    }
  }

  statement {
    sid       = "Figures"
    actions   = ["cloudwatch:PutMetricData"]
    resources = ["*"]
    condition {
      test     = "StringEquals"
      variable = "cloudwatch:namespace"
      values   = [var.namespace]
    }
  }

  dynamic "statement" {
    for_each = startswith(var.release.url, "s3://") ? [trimprefix(var.release.url, "s3://")] : []
    content {
      sid       = "Release"
      actions   = ["s3:GetObject"]
      resources = ["arn:aws:s3:::${statement.value}"]
    }
  }
}

resource "aws_iam_role" "unit" {
  name               = "${local.prefix}-unit"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "unit" {
  name   = "unit"
  role   = aws_iam_role.unit.id
  policy = data.aws_iam_policy_document.unit.json
}

resource "aws_iam_instance_profile" "unit" {
  name = "${local.prefix}-unit"
  role = aws_iam_role.unit.name
}
