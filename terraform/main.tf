# Clickway on AWS: regions that answer visitors, and the centre that stores. Geo-DNS stands in geo-dns/, with a state of its own.

data "aws_caller_identity" "current" {}

locals {
  namespace   = "Clickway/${var.name}"
  broker_host = "centre.broker.${var.domain.host}"
  bucket      = "${var.name}-archive-${data.aws_caller_identity.current.account_id}"
}

module "region_network" {
  for_each = var.regions
  source   = "./modules/network"
  name     = "${var.name}-${each.key}"
  location = each.value.location
  cidr     = each.value.cidr
  zones    = each.value.zones
}

module "centre_network" {
  source   = "./modules/network"
  name     = "${var.name}-centre"
  location = var.centre.location
  cidr     = var.centre.cidr
  zones    = var.centre.zones
}

# What edges sign, seal and hide visitors with, and the warehouse opens: one set for all, copied into each region so that a
# unit starts without the centre. Never drawn anew as a whole; keys change one at a time, by a second number before the first.
module "keys" {
  source      = "./modules/secrets"
  name        = "${var.name}-keys"
  description = "Keys of click ids, visitors, sealed lines and addresses, for edges and warehouses"
  location    = var.centre.location
  key_arn     = module.centre_network.key_arn
  replicas    = { for name, region in var.regions : region.location => module.region_network[name].key_arn if region.location != var.centre.location }
  drawn       = { id_key = 16, visitor_key = 16, seal_key = 32, address_key = 32 }

  composed = {
    id_keys      = { before = "1:", drawn = "id_key", behind = "" }
    address_keys = { before = "1:", drawn = "address_key", behind = "" }
  }
}

module "region" {
  for_each        = var.regions
  source          = "./modules/region"
  name            = var.name
  region          = each.key
  network         = module.region_network[each.key]
  settings        = each.value
  domain          = var.domain
  release         = var.release
  image_parameter = var.machine_image_parameter
  operator_keys   = var.operator_keys
  generation      = each.value.generation
  namespace       = local.namespace

  centre = {
    location    = var.centre.location
    cidr        = var.centre.cidr
    broker_host = local.broker_host
    bucket      = local.bucket
    key_arn     = module.centre_network.key_arn
    keys_secret = module.keys.arn
  }
}

module "centre" {
  source          = "./modules/centre"
  name            = var.name
  network         = module.centre_network
  settings        = var.centre
  domain          = var.domain
  regions         = { for name, region in module.region : name => region.place }
  broker_host     = local.broker_host
  bucket          = local.bucket
  keys_secret     = module.keys.arn
  image           = "${var.images.registry}/clickway-warehouse:${var.images.tag}"
  image_parameter = var.machine_image_parameter
  operator_keys   = var.operator_keys
  generation      = var.centre.generation
  namespace       = local.namespace
}

module "region_monitoring" {
  for_each = var.regions
  source   = "./modules/monitoring"
  name     = "${var.name}-${each.key}"
  location = each.value.location
  key_arn  = module.region_network[each.key].key_arn
  emails   = var.emails
  alarms   = module.region[each.key].alarms
}

module "centre_monitoring" {
  source   = "./modules/monitoring"
  name     = "${var.name}-centre"
  location = var.centre.location
  key_arn  = module.centre_network.key_arn
  emails   = var.emails
  alarms   = module.centre.alarms
}
