output "health_check_ids" {
  description = "Health check of each region."
  value       = { for name, check in aws_route53_health_check.region : name => check.id }
}

output "answers" {
  description = "Who is sent where: regions that take visits, and with geolocation the region of each continent."
  value = {
    regions    = sort(keys(local.accepting))
    continents = { for continent, region in local.continents : continent => contains(keys(local.accepting), region) ? region : "nearest" }
  }
}
