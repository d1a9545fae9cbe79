output "answers" {
  description = "Who is sent where."
  value       = module.geo_dns.answers
}

output "health_check_ids" {
  description = "Health check of each region."
  value       = module.geo_dns.health_check_ids
}
