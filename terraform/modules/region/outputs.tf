output "endpoint" {
  description = "What geo-DNS has to know: the balancer's name and zone."
  value = {
    dns_name = aws_lb.this.dns_name
    zone_id  = aws_lb.this.zone_id
  }
}

output "place" {
  description = "What the centre has to know to reach this region and to be reached by it."
  value = {
    location        = var.settings.location
    cidr            = var.settings.cidr
    vpc_id          = var.network.vpc_id
    route_table_id  = var.network.private_route_table_id
    units           = keys(local.units)
    broker_host     = local.broker_host
    broker_dns_name = module.broker.dns_name
    broker_zone_id  = module.broker.zone_id
    key_arn         = var.network.key_arn
    logins_secret   = replace(module.logins.arn, ":${var.settings.location}:", ":${var.centre.location}:")
  }
}

output "groups" {
  description = "The units' Auto Scaling groups, in the order in which a release is rolled out."
  value       = [for number in sort(keys(local.units)) : aws_autoscaling_group.unit[number].name]
}

output "alarms" {
  description = "What has to be watched here."
  value = merge(
    module.broker.alarms,
    {
      "no-unit" = {
        description = "No unit of region ${var.region} is ready: visitors are led elsewhere by geo-DNS. See each edge's log."
        namespace   = "AWS/NetworkELB"
        metric      = "HealthyHostCount"
        dimensions  = { LoadBalancer = aws_lb.this.arn_suffix, TargetGroup = aws_lb_target_group.units.arn_suffix }
        statistic   = "Maximum"
        comparison  = "LessThanThreshold"
        threshold   = 1
        minutes     = 1
        missing     = "breaching"
        actions     = []
      }
      "unit-missing" = {
        description = "A unit of region ${var.region} isn't ready for ten minutes. See its instance, then its edge's log."
        namespace   = "AWS/NetworkELB"
        metric      = "UnHealthyHostCount"
        dimensions  = { LoadBalancer = aws_lb.this.arn_suffix, TargetGroup = aws_lb_target_group.units.arn_suffix }
        statistic   = "Maximum"
        comparison  = "GreaterThanThreshold"
        threshold   = 0
        minutes     = 10
        missing     = "notBreaching"
        actions     = []
      }
    },
    merge([
      for number in keys(local.units) : {
        "unit-${number}-busy" = {
          description = "Unit ${number} of region ${var.region} uses 60 % of its processors for a quarter of an hour. Raise units or instance_type: units aren't added by themselves, since one that goes would take clicks along."
          namespace   = "AWS/EC2"
          metric      = "CPUUtilization"
          dimensions  = { AutoScalingGroupName = aws_autoscaling_group.unit[number].name }
          statistic   = "Average"
          comparison  = "GreaterThanThreshold"
          threshold   = 60
          minutes     = 15
          missing     = "missing"
          actions     = []
        }
        "unit-${number}-disk" = {
          description = "Unit ${number} of region ${var.region} has used 70 % of its data volume, or reports nothing. Clicks wait there: does its forwarder reach the broker?"
          namespace   = var.namespace
          metric      = "DiskUsedPercent"
          dimensions  = { Place = var.region, Host = "${var.region}-${number}" }
          statistic   = "Maximum"
          comparison  = "GreaterThanThreshold"
          threshold   = 70
          minutes     = 5
          missing     = "breaching"
          actions     = []
        }
        "unit-${number}-late" = {
          description = "Clicks of unit ${number} of region ${var.region} wait for more than a minute for the broker. See the forwarder's log and the broker's disk."
          namespace   = var.namespace
          metric      = "OldestUnacked"
          dimensions  = { Place = var.region, Host = "${var.region}-${number}" }
          statistic   = "Maximum"
          comparison  = "GreaterThanThreshold"
          threshold   = 60
          minutes     = 3
          missing     = "missing"
          actions     = []
        }
        "unit-${number}-sealed" = {
          description = "Clicks of unit ${number} of region ${var.region} were kept by neither Redis nor spool. They lie sealed in its log and in the archive: scripts/recover-stderr."
          namespace   = var.namespace
          metric      = "SealedLines"
          dimensions  = { Place = var.region, Host = "${var.region}-${number}" }
          statistic   = "Sum"
          comparison  = "GreaterThanThreshold"
          threshold   = 0
          minutes     = 1
          missing     = "missing"
          actions     = []
        }
      }
    ]...),
  )
}
