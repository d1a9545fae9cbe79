# What the centre promises: a broker of three, a database and an archive that outlive mistakes, links to all regions.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name            = "clickway"
  domain          = { zone_id = "Z0123456789ABCDEFGHIJ", host = "go.example.com" }
  broker_host     = "centre.broker.go.example.com"
  bucket          = "clickway-archive"
  keys_secret     = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:keys"
  image           = "example.com/clickway-warehouse:1.0.0"
  image_parameter = "/aws/service/debian/release/12/latest/amd64"
  operator_keys   = []
  generation      = 1
  namespace       = "Clickway/clickway"

  settings = {
    location  = "eu-west-1"
    cidr      = "10.0.0.0/16"
    zones     = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    operators = ["203.0.113.7/32"]
    broker    = { instance_type = "m7i.large", data_gib = 90 }
    database  = { class = "db.m7g.large", storage_gib = 400, max_storage_gib = 800, standby = true, backup_days = 14 }
    warehouse = { cpu = 1024, memory_mib = 2048, least = 2, most = 4 }
    archive   = { keep_days = 400, lock_days = 30 }
  }

  regions = {
    eu = { location = "eu-west-1", cidr = "10.1.0.0/16", vpc_id = "vpc-eu", route_table_id = "rtb-eu", units = ["1", "2"], broker_host = "eu.broker.go.example.com", broker_dns_name = "eu.elb", broker_zone_id = "ZEU", key_arn = "arn:key-eu", logins_secret = "arn:eu" }
    us = { location = "us-east-1", cidr = "10.2.0.0/16", vpc_id = "vpc-us", route_table_id = "rtb-us", units = ["1", "2", "3"], broker_host = "us.broker.go.example.com", broker_dns_name = "us.elb", broker_zone_id = "ZUS", key_arn = "arn:key-us", logins_secret = "arn:us" }
  }

  network = {
    vpc_id                      = "vpc-1"
    public_subnet_ids           = { "eu-west-1a" = "subnet-1", "eu-west-1b" = "subnet-2", "eu-west-1c" = "subnet-3" }
    private_subnet_ids          = { "eu-west-1a" = "subnet-4", "eu-west-1b" = "subnet-5", "eu-west-1c" = "subnet-6" }
    private_subnet_cidrs        = { "eu-west-1a" = "10.1.128.0/20", "eu-west-1b" = "10.1.144.0/20", "eu-west-1c" = "10.1.160.0/20" }
    private_route_table_id      = "rtb-1"
    operators_security_group_id = "sg-1"
    key_arn                     = "arn:aws:kms:eu-west-1:123456789012:key/region"
  }
}

run "regions_are_linked_and_what_is_kept_outlives_mistakes" {
  command = plan

  module {
    source = "./modules/centre"
  }

  assert {
    condition     = join(",", jsondecode(aws_ssm_parameter.regions.value).us.units) == "us-1,us-2,us-3" && jsondecode(aws_ssm_parameter.regions.value).eu.broker == "eu.broker.go.example.com"
    error_message = "The parameter of regions doesn't name the units or the broker."
  }

  assert {
    condition     = join(",", keys(aws_vpc_peering_connection.region)) == "eu,us" && aws_vpc_peering_connection_accepter.region["us"].region == "us-east-1"
    error_message = "A region isn't peered, or accepts in the wrong place."
  }

  assert {
    condition     = aws_route.to_region["us"].destination_cidr_block == "10.2.0.0/16" && aws_route.from_region["us"].destination_cidr_block == "10.0.0.0/16" && aws_route.from_region["us"].region == "us-east-1"
    error_message = "A route is missing on one side."
  }

  assert {
    condition     = aws_route53_record.region_broker["us"].name == "us.broker.go.example.com"
    error_message = "The region's broker has no name inside."
  }

  assert {
    condition     = aws_db_instance.this.storage_encrypted && aws_db_instance.this.deletion_protection && !aws_db_instance.this.publicly_accessible && aws_db_instance.this.manage_master_user_password && aws_db_instance.this.password == null
    error_message = "Postgres isn't encrypted, protected, private, or its password stands in the state."
  }

  assert {
    condition     = aws_db_instance.this.engine_version == "15" && one([for one in aws_db_parameter_group.this.parameter : one.value if one.name == "rds.force_ssl"]) == "1"
    error_message = "Postgres isn't the tested version, or takes plain text."
  }

  assert {
    condition     = aws_s3_bucket_versioning.archive.versioning_configuration[0].status == "Enabled" && aws_s3_bucket.archive.object_lock_enabled && aws_s3_bucket_object_lock_configuration.archive["lock"].rule[0].default_retention[0].days == 30
    error_message = "The archive isn't versioned or locked."
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.archive.restrict_public_buckets && aws_s3_bucket_public_access_block.archive.block_public_acls
    error_message = "The archive can be made public."
  }

  assert {
    condition     = length(jsondecode(aws_ecs_task_definition.warehouse.container_definitions)[0].secrets) == 6 && !strcontains(jsonencode(jsondecode(aws_ecs_task_definition.warehouse.container_definitions)[0].environment), "PASSWORD") && jsondecode(aws_ecs_task_definition.warehouse.container_definitions)[0].readonlyRootFilesystem
    error_message = "A secret stands in the task's environment, or its file system can be written."
  }

  assert {
    condition     = aws_appautoscaling_target.warehouse.max_capacity == 4 && aws_appautoscaling_target.warehouse.min_capacity == 2
    error_message = "The service doesn't scale between least and most."
  }
}
