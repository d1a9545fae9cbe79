# What a region promises: two units that keep their data, and least rights.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name            = "clickway"
  region          = "eu"
  domain          = { zone_id = "Z0123456789ABCDEFGHIJ", host = "go.example.com" }
  release         = { version = "1.0.0", url = "s3://releases/c.tar.gz", sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }
  image_parameter = "/aws/service/debian/release/12/latest/amd64"
  operator_keys   = []
  generation      = 1
  namespace       = "Clickway/clickway"

  settings = {
    location = "eu-west-1"
    cidr     = "10.1.0.0/16"
    zones    = ["eu-west-1a", "eu-west-1b"]
    units    = 3
    unit     = { instance_type = "c7i.large", data_gib = 40, iops = 3000, throughput = 125 }
    broker   = { instance_type = "m7i.large", data_gib = 50 }
  }

  centre = {
    location    = "us-east-1"
    cidr        = "10.0.0.0/16"
    broker_host = "centre.broker.go.example.com"
    bucket      = "clickway-archive"
    key_arn     = "arn:aws:kms:us-east-1:123456789012:key/centre"
    keys_secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:keys"
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

run "units_keep_their_data_and_hosts_have_least_rights" {
  command = plan

  module {
    source = "./modules/region"
  }

  assert {
    condition     = join(",", [for volume in aws_ebs_volume.unit : volume.availability_zone]) == "eu-west-1a,eu-west-1b,eu-west-1a"
    error_message = "The units aren't spread over the zones."
  }

  assert {
    condition     = alltrue([for number, group in aws_autoscaling_group.unit : group.min_size == 1 && group.max_size == 1 && join(",", group.vpc_zone_identifier) == { "1" = "subnet-4", "2" = "subnet-5", "3" = "subnet-4" }[number]])
    error_message = "A unit is one instance, in the zone of its volume."
  }

  assert {
    condition     = alltrue([for volume in aws_ebs_volume.unit : volume.encrypted && volume.kms_key_id == var.network.key_arn])
    error_message = "A unit's volume isn't encrypted with the region's key."
  }

  assert {
    condition     = alltrue([for group in aws_autoscaling_group.unit : group.health_check_type == "EC2"])
    error_message = "The balancer's health check replaces instances: a fresh one would run the same on the same data, later."
  }

  assert {
    condition     = aws_lb_target_group.units.preserve_client_ip == "true" && aws_lb_target_group.units.health_check[0].path == "/q/health/ready"
    error_message = "Edges would see the balancer as the visitor, or the balancer wouldn't ask whether they are ready."
  }

  assert {
    condition     = alltrue([for template in aws_launch_template.unit : template.metadata_options[0].http_tokens == "required"])
    error_message = "Metadata can be read without a token."
  }

  assert {
    condition     = join(",", output.place.units) == "1,2,3" && output.place.broker_host == "eu.broker.go.example.com"
    error_message = "The centre isn't told of the units."
  }

  assert {
    condition     = output.place.logins_secret == "arn:aws:secretsmanager:us-east-1:123456789012:secret:mock"
    error_message = "The centre isn't told of the copy in its own location."
  }
}
