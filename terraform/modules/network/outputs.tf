output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.this.id
}

output "public_subnet_ids" {
  description = "Public subnets by zone."
  value       = { for zone, subnet in aws_subnet.public : zone => subnet.id }
}

output "private_subnet_ids" {
  description = "Private subnets by zone."
  value       = { for zone, subnet in aws_subnet.private : zone => subnet.id }
}

output "private_subnet_cidrs" {
  description = "Addresses of the private subnets by zone."
  value       = { for zone, number in local.zone_numbers : zone => cidrsubnet(var.cidr, 4, 8 + number) }
}

output "private_route_table_id" {
  description = "Where routes to other places are added."
  value       = aws_route_table.private.id
}

output "operators_security_group_id" {
  description = "The group that operators' tunnels come from."
  value       = aws_security_group.operators.id
}

output "key_arn" {
  description = "The key that encrypts what is kept here."
  value       = aws_kms_key.this.arn
}
