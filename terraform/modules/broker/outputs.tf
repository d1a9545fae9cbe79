output "dns_name" {
  description = "The balancer's own name."
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "The balancer's zone, for an alias record."
  value       = aws_lb.this.zone_id
}

output "alarms" {
  description = "What has to be watched here."
  value = merge(
    {
      for number in keys(var.nodes) : "broker-${number}-system" => {
        description = "Node ${number} of the broker in ${var.place} fails its status check. It is rebooted; look whether it came back and its links run."
        namespace   = "AWS/EC2"
        metric      = "StatusCheckFailed_Instance"
        dimensions  = { InstanceId = aws_instance.node[number].id }
        statistic   = "Maximum"
        comparison  = "GreaterThanThreshold"
        threshold   = 0
        minutes     = 3
        missing     = "missing"
        actions     = ["arn:aws:automate:${var.location}:ec2:reboot"]
      }
    },
    {
      for number in keys(var.nodes) : "broker-${number}-disk" => {
        description = "Node ${number} of the broker in ${var.place} has used 70 % of its data volume, or reports nothing. Full, it takes no clicks: find out why they wait (link? warehouse?), then raise data_gib."
        namespace   = var.namespace
        metric      = "DiskUsedPercent"
        dimensions  = { Place = var.place, Host = "${var.place}-broker-${number}" }
        statistic   = "Maximum"
        comparison  = "GreaterThanThreshold"
        threshold   = 70
        minutes     = 5
        missing     = "breaching"
        actions     = []
      }
    },
  )
}
