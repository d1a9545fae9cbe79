output "console" {
  description = "Address of console and API."
  value       = "https://${local.console_host}/"
}

output "logins_secret" {
  description = "Secret with the API's key (api_key)."
  value       = module.logins.arn
}

output "alarms" {
  description = "What has to be watched here."
  value = merge(
    module.broker.alarms,
    {
      "no-warehouse" = {
        description = "No warehouse is ready: clicks wait at the broker. See the log group /${var.name}/warehouse."
        namespace   = "AWS/ApplicationELB"
        metric      = "HealthyHostCount"
        dimensions  = { LoadBalancer = aws_lb.console.arn_suffix, TargetGroup = aws_lb_target_group.warehouse.arn_suffix }
        statistic   = "Maximum"
        comparison  = "LessThanThreshold"
        threshold   = 1
        minutes     = 3
        missing     = "breaching"
        actions     = []
      }
      "links" = {
        description = "Not every region's link to the centre runs: its clicks wait in the region. See the first node's log, then the region's broker."
        namespace   = var.namespace
        metric      = "RunningLinks"
        dimensions  = { Place = "centre", Host = "centre-broker-1" }
        statistic   = "Maximum"
        comparison  = "LessThanThreshold"
        threshold   = length(var.regions)
        minutes     = 5
        missing     = "breaching"
        actions     = []
      }
      "stray" = {
        description = "Batches lie in unrouted or dead: the warehouse publishes the first again by itself; the second need a look."
        namespace   = var.namespace
        metric      = "StrayMessages"
        dimensions  = { Place = "centre", Host = "centre-broker-1" }
        statistic   = "Minimum"
        comparison  = "GreaterThanThreshold"
        threshold   = 0
        minutes     = 5
        missing     = "missing"
        actions     = []
      }
      "waiting" = {
        description = "Batches wait at the centre for ten minutes: warehouses or Postgres are too slow, or away."
        namespace   = var.namespace
        metric      = "QueuedMessages"
        dimensions  = { Place = "centre", Host = "centre-broker-1" }
        statistic   = "Minimum"
        comparison  = "GreaterThanThreshold"
        threshold   = 1000
        minutes     = 10
        missing     = "missing"
        actions     = []
      }
      "database-disk" = {
        description = "Postgres has less than a tenth of its storage left: raise max_storage_gib, or keep clicks for less long."
        namespace   = "AWS/RDS"
        metric      = "FreeStorageSpace"
        dimensions  = { DBInstanceIdentifier = aws_db_instance.this.identifier }
        statistic   = "Minimum"
        comparison  = "LessThanThreshold"
        threshold   = var.settings.database.storage_gib * 1073741824 * 0.1
        minutes     = 15
        missing     = "missing"
        actions     = []
      }
      "database-busy" = {
        description = "Postgres uses 80 % of its processors for half an hour: a larger class, or a replica for reports."
        namespace   = "AWS/RDS"
        metric      = "CPUUtilization"
        dimensions  = { DBInstanceIdentifier = aws_db_instance.this.identifier }
        statistic   = "Average"
        comparison  = "GreaterThanThreshold"
        threshold   = 80
        minutes     = 30
        missing     = "missing"
        actions     = []
      }
    },
  )
}
