output "arn" {
  description = "The secret's first copy. A replica's ARN differs in the region alone."
  value       = aws_secretsmanager_secret.this.arn
}
