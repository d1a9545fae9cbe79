# Geo-DNS, in a state of its own: it can be changed while a region's API is away, which is when it has to be.

module "geo_dns" {
  source  = "../modules/geo-dns"
  name    = var.name
  zone_id = var.domain.zone_id
  host    = var.domain.host
  routing = var.routing
  health  = var.health
  emails  = var.emails
  regions = { for name, region in var.regions : name => merge(var.endpoints[name], region) }
}
