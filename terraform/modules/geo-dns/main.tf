# Which region a visitor's name server is told. Route 53 answers from all over the world and needs none of our regions for it.
# A region that takes no visits leaves the answers, and stays watched under its own name.

locals {
  accepting = { for name, region in var.regions : name => region if region.accept_visits }
  by_place  = var.routing == "geolocation"

  # With latency the host itself holds the regions. With geolocation a name of its own does, for whoever has no continent
  # here and for whoever's region is away.
  any_host = local.by_place ? "any.${var.host}" : var.host

  continents = local.by_place ? merge([
    for name, region in var.regions : { for continent in region.continents : continent => name }
  ]...) : {}
}

# <region>.<host>: for health checks, and to try a region.
resource "aws_route53_record" "region" {
  for_each = var.regions
  zone_id  = var.zone_id
  name     = "${each.key}.${var.host}"
  type     = "A"

  alias {
    name                   = each.value.dns_name
    zone_id                = each.value.zone_id
    evaluate_target_health = false
  }
}

# By a visitor's way: name, TLS, balancer, edge. The page is answered and not counted.
resource "aws_route53_health_check" "region" {
  for_each          = var.regions
  type              = "HTTPS"
  fqdn              = "${each.key}.${var.host}"
  port              = 443
  resource_path     = var.health.path
  request_interval  = var.health.interval
  failure_threshold = var.health.failures
  enable_sni        = true
  measure_latency   = true
  tags              = { Name = "${var.name}-${each.key}" }
}

# The nearest by time, of those that are well.
resource "aws_route53_record" "any" {
  for_each        = local.accepting
  zone_id         = var.zone_id
  name            = local.any_host
  type            = "A"
  set_identifier  = each.key
  health_check_id = aws_route53_health_check.region[each.key].id

  latency_routing_policy {
    region = each.value.location
  }

  alias {
    name                   = each.value.dns_name
    zone_id                = each.value.zone_id
    evaluate_target_health = true
  }
}

# -- geolocation: continent -> its region, and when that is away -> any

resource "aws_route53_record" "first" {
  for_each        = local.by_place ? local.accepting : {}
  zone_id         = var.zone_id
  name            = "first-${each.key}.${var.host}"
  type            = "A"
  set_identifier  = "first"
  health_check_id = aws_route53_health_check.region[each.key].id

  failover_routing_policy {
    type = "PRIMARY"
  }

  alias {
    name                   = each.value.dns_name
    zone_id                = each.value.zone_id
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "otherwise" {
  for_each       = local.by_place ? local.accepting : {}
  zone_id        = var.zone_id
  name           = "first-${each.key}.${var.host}"
  type           = "A"
  set_identifier = "otherwise"

  failover_routing_policy {
    type = "SECONDARY"
  }

  alias {
    name                   = local.any_host
    zone_id                = var.zone_id
    evaluate_target_health = true
  }

  depends_on = [aws_route53_record.any]
}

resource "aws_route53_record" "continent" {
  for_each       = local.continents
  zone_id        = var.zone_id
  name           = var.host
  type           = "A"
  set_identifier = each.key

  geolocation_routing_policy {
    continent = each.key
  }

  alias {
    name                   = contains(keys(local.accepting), each.value) ? "first-${each.value}.${var.host}" : local.any_host
    zone_id                = var.zone_id
    evaluate_target_health = true
  }

  depends_on = [aws_route53_record.first, aws_route53_record.any]
}

# Without it a visitor of no known place would get no answer at all.
resource "aws_route53_record" "elsewhere" {
  for_each       = local.by_place ? { elsewhere = "*" } : {}
  zone_id        = var.zone_id
  name           = var.host
  type           = "A"
  set_identifier = each.key

  geolocation_routing_policy {
    country = each.value
  }

  alias {
    name                   = local.any_host
    zone_id                = var.zone_id
    evaluate_target_health = true
  }

  depends_on = [aws_route53_record.any]
}

# -- alarms: Route 53 tells its figures in us-east-1 alone

locals {
  figures = "us-east-1"
}

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "key" {
  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }

  statement {
    sid       = "Alarms"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
  }
}

resource "aws_kms_key" "alarms" {
  region                  = local.figures
  description             = "Clickway ${var.name}: alarms of geo-DNS"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
}

module "monitoring" {
  source   = "../monitoring"
  name     = "${var.name}-dns"
  location = local.figures
  key_arn  = aws_kms_key.alarms.arn
  emails   = var.emails

  alarms = {
    for name in keys(var.regions) : "region-${name}" => {
      description = "Region ${name} doesn't answer visitors: geo-DNS leads them elsewhere. Its clicks are kept where they are."
      namespace   = "AWS/Route53"
      metric      = "HealthCheckStatus"
      dimensions  = { HealthCheckId = aws_route53_health_check.region[name].id }
      statistic   = "Minimum"
      comparison  = "LessThanThreshold"
      threshold   = 1
      minutes     = 1
      missing     = "breaching"
      actions     = []
    }
  }
}
