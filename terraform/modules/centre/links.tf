# The private way between the centre and each region: peering, routes, and the brokers' names, known inside only. Between
# locations AWS encrypts peering; the brokers speak TLS besides. Keys are regions' names, known before anything exists.

resource "aws_vpc_peering_connection" "region" {
  for_each    = var.regions
  region      = local.location
  vpc_id      = var.network.vpc_id
  peer_vpc_id = each.value.vpc_id
  peer_region = each.value.location
  auto_accept = false
  tags        = { Name = "${local.prefix}-${each.key}" }
}

resource "aws_vpc_peering_connection_accepter" "region" {
  for_each                  = var.regions
  region                    = each.value.location
  vpc_peering_connection_id = aws_vpc_peering_connection.region[each.key].id
  auto_accept               = true
  tags                      = { Name = "${local.prefix}-${each.key}" }
}

resource "aws_route" "to_region" {
  for_each                  = var.regions
  region                    = local.location
  route_table_id            = var.network.private_route_table_id
  destination_cidr_block    = each.value.cidr
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.region[each.key].vpc_peering_connection_id
}

resource "aws_route" "from_region" {
  for_each                  = var.regions
  region                    = each.value.location
  route_table_id            = each.value.route_table_id
  destination_cidr_block    = var.settings.cidr
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.region[each.key].vpc_peering_connection_id
}

resource "aws_route53_zone" "brokers" {
  name    = "broker.${var.domain.host}"
  comment = "Brokers of Clickway, inside only"

  vpc {
    vpc_id     = var.network.vpc_id
    vpc_region = local.location
  }

  # Regions are associated one by one below.
  lifecycle {
    ignore_changes = [vpc]
  }
}

resource "aws_route53_zone_association" "region" {
  for_each   = var.regions
  zone_id    = aws_route53_zone.brokers.zone_id
  vpc_id     = each.value.vpc_id
  vpc_region = each.value.location
}

resource "aws_route53_record" "region_broker" {
  for_each = var.regions
  zone_id  = aws_route53_zone.brokers.zone_id
  name     = each.value.broker_host
  type     = "A"

  alias {
    name                   = each.value.broker_dns_name
    zone_id                = each.value.broker_zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53_record" "broker" {
  zone_id = aws_route53_zone.brokers.zone_id
  name    = var.broker_host
  type    = "A"

  alias {
    name                   = module.broker.dns_name
    zone_id                = module.broker.zone_id
    evaluate_target_health = false
  }
}
