# The records themselves, by the module.

mock_provider "aws" {
  source          = "../tests/mocks"
  override_during = plan
}

variables {
  name    = "clickway"
  zone_id = "Z0123456789ABCDEFGHIJ"
  host    = "go.example.com"
  routing = "latency"
  health  = { path = "/robots.txt", interval = 10, failures = 2 }
  emails  = []

  regions = {
    eu = { location = "eu-west-1", dns_name = "eu.elb.example", zone_id = "ZEU0000", continents = ["EU"], accept_visits = true }
    us = { location = "us-east-1", dns_name = "us.elb.example", zone_id = "ZUS0000", continents = ["NA"], accept_visits = true }
  }
}

run "each_answer_has_its_health_check" {
  module {
    source = "../modules/geo-dns"
  }

  assert {
    condition     = alltrue([for name, record in aws_route53_record.any : record.health_check_id == aws_route53_health_check.region[name].id && record.name == "go.example.com"])
    error_message = "An answer is given without a health check: Route 53 would take it for well always."
  }

  assert {
    condition     = alltrue([for name, check in aws_route53_health_check.region : check.type == "HTTPS" && check.fqdn == "${name}.go.example.com" && check.request_interval == 10])
    error_message = "A region isn't watched by the visitor's way, every 10 seconds."
  }
}

run "geolocation_fails_over_and_answers_everybody" {
  module {
    source = "../modules/geo-dns"
  }

  variables {
    routing = "geolocation"
  }

  assert {
    condition     = one(aws_route53_record.continent["EU"].alias).name == "first-eu.go.example.com" && one(aws_route53_record.otherwise["eu"].alias).name == "any.go.example.com"
    error_message = "A continent doesn't lead to its region first and to any other then."
  }

  assert {
    condition     = one(aws_route53_record.elsewhere["elsewhere"].geolocation_routing_policy).country == "*"
    error_message = "A visitor of no known place would get no answer."
  }
}
