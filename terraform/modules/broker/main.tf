# RabbitMQ on hosts of its own: one node in a region, three at the centre. A node is its number, its fixed address and its
# kept volume. In front stands a balancer that ends TLS with a public certificate, so that names and chains can be verified
# without a certificate authority of our own.
# A change of boot script or image doesn't touch a running node: one at a time is replaced by hand (README).

# What the nodes know each other by. Not among the logins: drawn anew with them, a node that starts would find no cluster.
module "cookie" {
  source      = "../secrets"
  name        = "${var.name}-cookie"
  description = "What RabbitMQ's nodes in ${var.place} know each other by"
  location    = var.location
  key_arn     = var.key_arn
  drawn       = { cookie = 24 }
}

locals {
  secrets = merge(var.secrets, { cookie = module.cookie.arn })
}

module "boot" {
  for_each       = var.nodes
  source         = "../boot"
  command        = "boot-broker"
  commands       = ["bootstrap-broker", "report"]
  libraries      = ["definitions.sh", "rabbitmq.sh", "rabbitmq-words.sh"]
  host_libraries = ["broker.sh"]
  packages       = concat(["rabbitmq-server"], var.packages)
  operator_keys  = var.operator_keys
  masked         = ["rabbitmq-server.service"]
  started        = ["clickway-rabbitmq.service", "clickway-bootstrap.timer"]

  settings = merge(var.settings, {
    role      = "broker"
    place     = var.place
    host      = "${var.place}-broker-${each.key}"
    node      = each.key
    nodes     = { for number, node in var.nodes : number => node.address }
    location  = var.location
    namespace = var.namespace
    volume    = aws_ebs_volume.data[each.key].id
    secrets   = local.secrets
  })

  units = {
    "clickway-rabbitmq.service" = <<-UNIT
      [Unit]
      Description=Clickway: RabbitMQ
      Requires=clickway-boot.service
      After=clickway-boot.service
      RequiresMountsFor=/var/lib/clickway
      [Service]
      User=rabbitmq
      EnvironmentFile=/etc/clickway/rabbitmq/env
      ExecStart=/usr/lib/rabbitmq/bin/rabbitmq-server
      LimitNOFILE=65536
      SuccessExitStatus=69
      TimeoutStopSec=120
      Restart=always
      RestartSec=5
      NoNewPrivileges=yes
      ProtectHome=yes
      PrivateTmp=yes
      [Install]
      WantedBy=multi-user.target
    UNIT

    "clickway-bootstrap.service" = <<-UNIT
      [Unit]
      Description=Clickway: users, rights, queues, policies and upstreams
      After=clickway-rabbitmq.service
      [Service]
      Type=oneshot
      ExecStart=/opt/clickway-host/bootstrap-broker
    UNIT

    "clickway-bootstrap.timer" = <<-UNIT
      [Timer]
      OnBootSec=1min
      OnUnitActiveSec=1min
      [Install]
      WantedBy=timers.target
    UNIT
  }
}

data "aws_ssm_parameter" "image" {
  region = var.location
  name   = var.image_parameter
}

resource "aws_ebs_volume" "data" {
  for_each          = var.nodes
  region            = var.location
  availability_zone = each.value.zone
  type              = "gp3"
  size              = var.size.data_gib
  encrypted         = true
  kms_key_id        = var.key_arn
  tags              = { Name = "${var.name}-${each.key}" }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_instance" "node" {
  for_each                = var.nodes
  region                  = var.location
  ami                     = data.aws_ssm_parameter.image.insecure_value
  instance_type           = var.size.instance_type
  subnet_id               = each.value.subnet_id
  private_ip              = each.value.address
  vpc_security_group_ids  = [aws_security_group.node.id]
  iam_instance_profile    = aws_iam_instance_profile.node.name
  user_data_base64        = module.boot[each.key].user_data
  disable_api_termination = true
  ebs_optimized           = true
  tags                    = { Name = "${var.name}-${each.key}" }

  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    encrypted   = true
    volume_type = "gp3"
    volume_size = 16
  }

  maintenance_options {
    auto_recovery = "default"
  }

  lifecycle {
    ignore_changes = [ami, user_data_base64]
  }
}

resource "aws_volume_attachment" "data" {
  for_each                       = var.nodes
  region                         = var.location
  device_name                    = "/dev/sdf"
  volume_id                      = aws_ebs_volume.data[each.key].id
  instance_id                    = aws_instance.node[each.key].id
  stop_instance_before_detaching = true
}

# -- who may speak to whom

resource "aws_security_group" "balancer" {
  region      = var.location
  name        = "${var.name}-balancer"
  description = "AMQPS from clients"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each          = toset(var.clients)
  region            = var.location
  security_group_id = aws_security_group.balancer.id
  description       = "AMQPS"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 5671
  to_port           = 5671
}

resource "aws_vpc_security_group_egress_rule" "balancer" {
  region                       = var.location
  security_group_id            = aws_security_group.balancer.id
  description                  = "AMQP to the nodes"
  referenced_security_group_id = aws_security_group.node.id
  ip_protocol                  = "tcp"
  from_port                    = 5672
  to_port                      = 5672
}

resource "aws_security_group" "node" {
  region      = var.location
  name        = var.name
  description = "RabbitMQ nodes"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "amqp" {
  region                       = var.location
  security_group_id            = aws_security_group.node.id
  description                  = "AMQP from the balancer"
  referenced_security_group_id = aws_security_group.balancer.id
  ip_protocol                  = "tcp"
  from_port                    = 5672
  to_port                      = 5672
}

resource "aws_vpc_security_group_ingress_rule" "distribution" {
  region                       = var.location
  security_group_id            = aws_security_group.node.id
  description                  = "Erlang distribution between the nodes"
  referenced_security_group_id = aws_security_group.node.id
  ip_protocol                  = "tcp"
  from_port                    = 25672
  to_port                      = 25672
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  region                       = var.location
  security_group_id            = aws_security_group.node.id
  description                  = "SSH from the operators' tunnel"
  referenced_security_group_id = var.operators_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 22
  to_port                      = 22
}

resource "aws_vpc_security_group_egress_rule" "node" {
  region            = var.location
  security_group_id = aws_security_group.node.id
  description       = "Packages, secrets, metrics; federation links to the regions"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}

# -- the balancer

resource "aws_lb" "this" {
  region                           = var.location
  name                             = var.name
  internal                         = true
  load_balancer_type               = "network"
  subnets                          = distinct([for node in values(var.nodes) : node.subnet_id])
  security_groups                  = [aws_security_group.balancer.id]
  enable_cross_zone_load_balancing = true
  enable_deletion_protection       = true
}

resource "aws_lb_target_group" "this" {
  region             = var.location
  name               = var.name
  port               = 5672
  protocol           = "TCP"
  vpc_id             = var.vpc_id
  preserve_client_ip = false

  health_check {
    protocol            = "TCP"
    interval            = 10
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

resource "aws_lb_target_group_attachment" "node" {
  for_each         = var.nodes
  region           = var.location
  target_group_arn = aws_lb_target_group.this.arn
  target_id        = aws_instance.node[each.key].id
}

resource "aws_lb_listener" "amqps" {
  region            = var.location
  load_balancer_arn = aws_lb.this.arn
  port              = 5671
  protocol          = "TLS"
  certificate_arn   = var.certificate_arn
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }
}

# -- what a node may do

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "node" {
  statement {
    sid       = "Secrets"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = concat(values(local.secrets), var.readable.secrets)
  }

  statement {
    sid       = "Decrypt"
    actions   = ["kms:Decrypt"]
    resources = concat([var.key_arn], var.readable.keys)
    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.${var.location}.amazonaws.com"]
    }
  }

  dynamic "statement" {
    for_each = length(var.readable.parameters) > 0 ? [1] : []
    content {
      sid       = "Parameters"
      actions   = ["ssm:GetParameter"]
      resources = var.readable.parameters
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
}

resource "aws_iam_role" "node" {
  name               = "${var.name}-${var.location}"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "node" {
  name   = "node"
  role   = aws_iam_role.node.id
  policy = data.aws_iam_policy_document.node.json
}

resource "aws_iam_instance_profile" "node" {
  name = "${var.name}-${var.location}"
  role = aws_iam_role.node.name
}
