output "topic_arn" {
  description = "Where alarms are told."
  value       = aws_sns_topic.this.arn
}

output "alarm_names" {
  description = "All alarms of this place."
  value       = sort([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name])
}
