# A region: units of edge, Redis and forwarder behind a balancer, a broker, and nothing that a click needs from elsewhere.

locals {
  prefix      = "${var.name}-${var.region}"
  zones       = var.settings.zones
  broker_host = "${var.region}.broker.${var.domain.host}"

  # A unit is its number, its zone and its kept volume.
  units = { for number in range(1, var.settings.units + 1) : tostring(number) => local.zones[(number - 1) % length(local.zones)] }

  # Half of the volume is for the spool. Redis' data lie in memory and, while its file is written anew, twice on the volume.
  data_bytes  = var.settings.unit.data_gib * 1073741824
  spool_bytes = floor(local.data_bytes * 0.5)
  redis_bytes = min(floor(local.data_bytes * 0.1), 1073741824)
}

# Logins of this region. The centre's nodes read the copy in their own location: they link to this broker, and they make the
# user by which this region's forwarders fetch the configuration.
module "logins" {
  source      = "../secrets"
  name        = "${local.prefix}-logins"
  description = "Redis and RabbitMQ of region ${var.region}"
  location    = var.settings.location
  key_arn     = var.network.key_arn
  replicas    = { for location, key in { (var.centre.location) = var.centre.key_arn } : location => key if location != var.settings.location }
  generation  = var.generation

  drawn = { for name in [
    "redis_edge", "redis_forwarder", "redis_operator",
    "rabbitmq_operator", "rabbitmq_forwarder", "rabbitmq_federation", "rabbitmq_control",
  ] : name => 24 }
}

# -- certificate: the host, the region's own name, the broker's

locals {
  names = { host = var.domain.host, region = "${var.region}.${var.domain.host}", broker = local.broker_host }
}

resource "aws_acm_certificate" "this" {
  region                    = var.settings.location
  domain_name               = local.names.host
  subject_alternative_names = [local.names.region, local.names.broker]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

# The record for the host is the same for all regions of an account: each writes it.
resource "aws_route53_record" "validation" {
  for_each        = local.names
  zone_id         = var.domain.zone_id
  name            = one([for option in aws_acm_certificate.this.domain_validation_options : option.resource_record_name if option.domain_name == each.value])
  type            = one([for option in aws_acm_certificate.this.domain_validation_options : option.resource_record_type if option.domain_name == each.value])
  records         = [for option in aws_acm_certificate.this.domain_validation_options : option.resource_record_value if option.domain_name == each.value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  region                  = var.settings.location
  certificate_arn         = aws_acm_certificate.this.arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}

# -- broker

module "broker" {
  source                      = "../broker"
  name                        = "${local.prefix}-broker"
  place                       = var.region
  location                    = var.settings.location
  namespace                   = var.namespace
  certificate_arn             = aws_acm_certificate_validation.this.certificate_arn
  vpc_id                      = var.network.vpc_id
  clients                     = [var.settings.cidr, var.centre.cidr]
  size                        = var.settings.broker
  image_parameter             = var.image_parameter
  key_arn                     = var.network.key_arn
  secrets                     = { logins = module.logins.arn }
  settings                    = {}
  operators_security_group_id = var.network.operators_security_group_id
  operator_keys               = var.operator_keys

  nodes = {
    "1" = {
      zone      = local.zones[0]
      subnet_id = var.network.private_subnet_ids[local.zones[0]]
      address   = cidrhost(var.network.private_subnet_cidrs[local.zones[0]], 10)
    }
  }
}

# -- balancer: visitors' addresses arrive unchanged, so no header has to be trusted

resource "aws_security_group" "balancer" {
  region      = var.settings.location
  name        = "${local.prefix}-visitors"
  description = "Visitors"
  vpc_id      = var.network.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "visitors" {
  for_each          = { http = 80, https = 443 }
  region            = var.settings.location
  security_group_id = aws_security_group.balancer.id
  description       = "Visitors by ${each.key}"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
}

resource "aws_vpc_security_group_egress_rule" "balancer" {
  for_each                     = { visitors = 8080, health = 9000 }
  region                       = var.settings.location
  security_group_id            = aws_security_group.balancer.id
  description                  = "Units, ${each.key}"
  referenced_security_group_id = aws_security_group.unit.id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}

resource "aws_lb" "this" {
  region                           = var.settings.location
  name                             = local.prefix
  load_balancer_type               = "network"
  subnets                          = [for zone in local.zones : var.network.public_subnet_ids[zone]]
  security_groups                  = [aws_security_group.balancer.id]
  enable_cross_zone_load_balancing = true
  enable_deletion_protection       = true
}

resource "aws_lb_target_group" "units" {
  region               = var.settings.location
  name                 = local.prefix
  port                 = 8080
  protocol             = "TCP"
  vpc_id               = var.network.vpc_id
  preserve_client_ip   = true
  deregistration_delay = 30

  health_check {
    protocol            = "HTTP"
    port                = "9000"
    path                = "/q/health/ready"
    interval            = 10
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

resource "aws_lb_listener" "https" {
  region            = var.settings.location
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "TLS"
  certificate_arn   = aws_acm_certificate_validation.this.certificate_arn
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  alpn_policy       = "None"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.units.arn
  }
}

# A link in plain http is a paid click as well: it is answered, not sent to https first.
resource "aws_lb_listener" "http" {
  region            = var.settings.location
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.units.arn
  }
}
