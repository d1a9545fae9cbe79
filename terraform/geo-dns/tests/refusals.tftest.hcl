# Input that would leave visitors without an answer is refused. tests/variables holds the root's variables and nothing else.

variables {
  domain = { zone_id = "Z0123456789ABCDEFGHIJ", host = "go.example.com" }
  emails = ["night@example.com"]

  endpoints = {
    eu = { location = "eu-west-1", dns_name = "eu.elb.example", zone_id = "ZEU0000" }
    us = { location = "us-east-1", dns_name = "us.elb.example", zone_id = "ZUS0000" }
  }

  regions = {
    eu = {}
    us = {}
  }
}

run "refuses_when_no_region_accepts" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    regions = {
      eu = { accept_visits = false }
      us = { accept_visits = false }
    }
  }

  expect_failures = [var.regions]
}

run "refuses_a_continent_in_two_regions" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    routing = "geolocation"
    regions = {
      eu = { continents = ["EU", "AS"] }
      us = { continents = ["AS"] }
    }
  }

  expect_failures = [var.regions]
}

run "refuses_a_continent_that_is_none" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    regions = {
      eu = { continents = ["XX"] }
      us = {}
    }
  }

  expect_failures = [var.regions]
}

run "refuses_a_region_without_an_endpoint" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    regions = {
      eu = {}
      ap = {}
    }
  }

  expect_failures = [var.regions]
}

run "refuses_a_name_with_a_dash" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    name = "my-clickway"
  }

  expect_failures = [var.name]
}

run "refuses_a_host_without_a_domain" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    domain = { zone_id = "Z0123456789ABCDEFGHIJ", host = "go" }
  }

  expect_failures = [var.domain]
}

run "refuses_a_zone_that_is_a_domain" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    domain = { zone_id = "example.com", host = "go.example.com" }
  }

  expect_failures = [var.domain]
}

run "refuses_another_routing" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    routing = "weighted"
  }

  expect_failures = [var.routing]
}

run "refuses_an_interval_that_route_53_does_not_know" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    health = { interval = 5 }
  }

  expect_failures = [var.health]
}

run "refuses_a_threshold_of_none" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    health = { failures = 0 }
  }

  expect_failures = [var.health]
}
