# Who is sent where.

mock_provider "aws" {
  source          = "../tests/mocks"
  override_during = plan
}

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

run "latency_answers_with_every_accepting_region" {
  command = plan

  assert {
    condition     = join(",", output.answers.regions) == "eu,us" && length(output.answers.continents) == 0
    error_message = "Both regions should be answered, by latency alone."
  }
}

run "a_drained_region_leaves_the_answers_and_stays_watched" {
  command = plan

  variables {
    regions = {
      eu = {}
      us = { accept_visits = false }
    }
  }

  assert {
    condition     = join(",", output.answers.regions) == "eu"
    error_message = "The drained region is still answered."
  }

  assert {
    condition     = join(",", keys(output.health_check_ids)) == "eu,us"
    error_message = "The drained region isn't watched any more."
  }
}

run "geolocation_sends_a_continent_to_its_region" {
  command = plan

  variables {
    routing = "geolocation"
    regions = {
      eu = { continents = ["EU", "AF"] }
      us = { continents = ["NA"] }
    }
  }

  assert {
    condition     = output.answers.continents["AF"] == "eu" && output.answers.continents["NA"] == "us"
    error_message = "A continent isn't sent to its region."
  }
}

run "the_continent_of_a_drained_region_goes_to_the_nearest" {
  command = plan

  variables {
    routing = "geolocation"
    regions = {
      eu = { continents = ["EU"] }
      us = { continents = ["NA"], accept_visits = false }
    }
  }

  assert {
    condition     = output.answers.continents["NA"] == "nearest" && output.answers.continents["EU"] == "eu"
    error_message = "The continent of the drained region is still sent there."
  }
}
