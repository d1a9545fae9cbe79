output "endpoints" {
  description = "For geo-dns: balancer and AWS region of each region."
  value       = { for name, region in module.region : name => merge(region.endpoint, { location = var.regions[name].location }) }
}

output "groups" {
  description = "Auto Scaling groups of each region's units, in the order in which a release is rolled out."
  value       = { for name, region in module.region : name => region.groups }
}

output "console" {
  description = "Address of console and API."
  value       = module.centre.console
}

output "logins_secret" {
  description = "Secret that holds the API's key, as api_key."
  value       = module.centre.logins_secret
}

output "alarms" {
  description = "Number of alarms by place."
  value       = merge({ for name, one in module.region_monitoring : name => length(one.alarm_names) }, { centre = length(module.centre_monitoring.alarm_names) })
}
