# The stack as a whole, for two regions.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  domain  = { zone_id = "Z0123456789ABCDEFGHIJ", host = "go.example.com" }
  release = { version = "1.0.0", url = "https://releases.example.com/c.tar.gz", sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }
  images  = { registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com", tag = "1.0.0" }
  emails  = ["night@example.com"]

  regions = {
    eu = { location = "eu-west-1", cidr = "10.1.0.0/16", zones = ["eu-west-1a", "eu-west-1b"] }
    us = { location = "us-east-1", cidr = "10.2.0.0/16", zones = ["us-east-1a", "us-east-1b"] }
  }

  centre = {
    location = "eu-west-1"
    cidr     = "10.0.0.0/16"
    zones    = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  }
}

run "two_regions_have_endpoints_groups_and_alarms" {
  command = plan

  assert {
    condition     = join(",", keys(output.endpoints)) == "eu,us" && output.endpoints.us.location == "us-east-1"
    error_message = "The output endpoints doesn't name both regions with their locations."
  }

  assert {
    condition     = join(",", output.groups.eu) == "clickway-eu-1,clickway-eu-2"
    error_message = "The output groups doesn't name the units of eu in their order."
  }

  assert {
    condition     = output.alarms.eu == 12 && output.alarms.us == 12 && output.alarms.centre == 12
    error_message = "An alarm came or went: change the README's table too. There are ${jsonencode(output.alarms)}."
  }
}
