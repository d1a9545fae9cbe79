# One topic and the alarms of one place. What the alarms watch is said by the modules that make the things.

resource "aws_sns_topic" "this" {
  region            = var.location
  name              = "${var.name}-alarms"
  kms_master_key_id = var.key_arn
}

resource "aws_sns_topic_subscription" "email" {
  for_each  = var.emails
  region    = var.location
  topic_arn = aws_sns_topic.this.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each            = var.alarms
  region              = var.location
  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  period              = 60
  evaluation_periods  = each.value.minutes
  treat_missing_data  = each.value.missing
  alarm_actions       = concat([aws_sns_topic.this.arn], each.value.actions)
  ok_actions          = [aws_sns_topic.this.arn]
}
