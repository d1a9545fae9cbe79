# Plans geo-DNS as -var-file says, for scripts/terraform-check.

mock_provider "aws" {
  source          = "../tests/mocks"
  override_during = plan
}

run "plan" {
  command = plan

  variables {
    endpoints = {
      eu = { location = "eu-west-1", dns_name = "eu.elb.example", zone_id = "ZEU0000" }
      us = { location = "us-east-1", dns_name = "us.elb.example", zone_id = "ZUS0000" }
      ap = { location = "ap-southeast-1", dns_name = "ap.elb.example", zone_id = "ZAP0000" }
      sa = { location = "sa-east-1", dns_name = "sa.elb.example", zone_id = "ZSA0000" }
      af = { location = "af-south-1", dns_name = "af.elb.example", zone_id = "ZAF0000" }
    }
  }
}
