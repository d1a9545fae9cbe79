# Input that would cost clicks, or an evening, is refused with a sentence that says what to do. tests/variables holds the
# root's variables and nothing else, so that a refusal takes no plan of everything.

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

run "refuses_a_name_that_balancers_cannot_take" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    name = "My-Clickway"
  }

  expect_failures = [var.name]
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

run "refuses_a_host_with_a_scheme" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    domain = { zone_id = "Z0123456789ABCDEFGHIJ", host = "https://go.example.com" }
  }

  expect_failures = [var.domain]
}

run "refuses_a_release_without_a_checksum" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    release = { version = "1.0.0", url = "https://releases.example.com/c.tar.gz", sha256 = "" }
  }

  expect_failures = [var.release]
}

run "refuses_a_release_in_plain_http" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    release = { version = "1.0.0", url = "http://releases.example.com/c.tar.gz", sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }
  }

  expect_failures = [var.release]
}

run "refuses_an_image_called_latest" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    images = { registry = "example.com", tag = "latest" }
  }

  expect_failures = [var.images]
}

run "refuses_a_single_region" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    regions = {
      eu = { location = "eu-west-1", cidr = "10.1.0.0/16", zones = ["eu-west-1a", "eu-west-1b"] }
    }
  }

  expect_failures = [var.regions]
}

run "refuses_a_region_called_centre" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    regions = {
      eu     = { location = "eu-west-1", cidr = "10.1.0.0/16", zones = ["eu-west-1a", "eu-west-1b"] }
      centre = { location = "us-east-1", cidr = "10.2.0.0/16", zones = ["us-east-1a", "us-east-1b"] }
    }
  }

  expect_failures = [var.regions]
}

run "refuses_a_region_name_with_a_dash" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    regions = {
      eu   = { location = "eu-west-1", cidr = "10.1.0.0/16", zones = ["eu-west-1a", "eu-west-1b"] }
      us-1 = { location = "us-east-1", cidr = "10.2.0.0/16", zones = ["us-east-1a", "us-east-1b"] }
    }
  }

  expect_failures = [var.regions]
}

run "refuses_a_region_cidr_that_is_none" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    regions = {
      eu = { location = "eu-west-1", cidr = "10.1.0.0/16", zones = ["eu-west-1a", "eu-west-1b"] }
      us = { location = "us-east-1", cidr = "10.2.0.0", zones = ["us-east-1a", "us-east-1b"] }
    }
  }

  expect_failures = [var.regions]
}

run "refuses_a_region_cidr_too_small_for_its_subnets" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    regions = {
      eu = { location = "eu-west-1", cidr = "10.1.0.0/16", zones = ["eu-west-1a", "eu-west-1b"] }
      us = { location = "us-east-1", cidr = "10.2.0.0/24", zones = ["us-east-1a", "us-east-1b"] }
    }
  }

  expect_failures = [var.regions]
}

run "refuses_equal_cidrs_of_two_regions" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    regions = {
      eu = { location = "eu-west-1", cidr = "10.1.0.0/16", zones = ["eu-west-1a", "eu-west-1b"] }
      us = { location = "us-east-1", cidr = "10.1.0.0/16", zones = ["us-east-1a", "us-east-1b"] }
    }
  }

  expect_failures = [var.regions]
}

run "refuses_a_region_cidr_within_another" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    regions = {
      eu = { location = "eu-west-1", cidr = "10.1.0.0/16", zones = ["eu-west-1a", "eu-west-1b"] }
      us = { location = "us-east-1", cidr = "10.1.64.0/20", zones = ["us-east-1a", "us-east-1b"] }
    }
  }

  expect_failures = [var.regions]
}

run "refuses_two_regions_in_one_location" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    regions = {
      eu = { location = "eu-west-1", cidr = "10.1.0.0/16", zones = ["eu-west-1a", "eu-west-1b"] }
      us = { location = "eu-west-1", cidr = "10.2.0.0/16", zones = ["eu-west-1a", "eu-west-1b"] }
    }
  }

  expect_failures = [var.regions]
}

run "refuses_zones_of_another_location" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    regions = {
      eu = { location = "eu-west-1", cidr = "10.1.0.0/16", zones = ["eu-west-1a", "eu-west-1b"] }
      us = { location = "us-east-1", cidr = "10.2.0.0/16", zones = ["us-east-1a", "eu-west-1b"] }
    }
  }

  expect_failures = [var.regions]
}

run "refuses_one_zone" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    regions = {
      eu = { location = "eu-west-1", cidr = "10.1.0.0/16", zones = ["eu-west-1a", "eu-west-1b"] }
      us = { location = "us-east-1", cidr = "10.2.0.0/16", zones = ["us-east-1a"] }
    }
  }

  expect_failures = [var.regions]
}

run "refuses_one_unit" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    regions = {
      eu = { location = "eu-west-1", cidr = "10.1.0.0/16", zones = ["eu-west-1a", "eu-west-1b"] }
      us = { location = "us-east-1", cidr = "10.2.0.0/16", zones = ["us-east-1a", "us-east-1b"], units = 1 }
    }
  }

  expect_failures = [var.regions]
}

run "refuses_a_volume_that_fills_in_no_time" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    regions = {
      eu = { location = "eu-west-1", cidr = "10.1.0.0/16", zones = ["eu-west-1a", "eu-west-1b"] }
      us = { location = "us-east-1", cidr = "10.2.0.0/16", zones = ["us-east-1a", "us-east-1b"], unit = { data_gib = 5 } }
    }
  }

  expect_failures = [var.regions]
}

run "refuses_a_centre_cidr_that_is_none" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    centre = {
      location = "eu-west-1"
      cidr     = "10.0.0.0/33"
      zones    = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    }
  }

  expect_failures = [var.centre]
}

run "refuses_a_centre_cidr_that_holds_a_region" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    centre = {
      location = "eu-west-1"
      cidr     = "10.1.0.0/18"
      zones    = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    }
  }

  expect_failures = [var.centre]
}

run "refuses_a_centre_with_two_zones" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    centre = {
      location = "eu-west-1"
      cidr     = "10.0.0.0/16"
      zones    = ["eu-west-1a", "eu-west-1b"]
    }
  }

  expect_failures = [var.centre]
}

run "refuses_the_world_as_operators" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    centre = {
      location  = "eu-west-1"
      cidr      = "10.0.0.0/16"
      zones     = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
      operators = ["0.0.0.0/0"]
    }
  }

  expect_failures = [var.centre]
}

run "refuses_fewer_warehouses_at_most_than_at_least" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    centre = {
      location  = "eu-west-1"
      cidr      = "10.0.0.0/16"
      zones     = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
      warehouse = { least = 3, most = 2 }
    }
  }

  expect_failures = [var.centre]
}

run "refuses_a_database_that_cannot_grow" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    centre = {
      location = "eu-west-1"
      cidr     = "10.0.0.0/16"
      zones    = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
      database = { storage_gib = 400, max_storage_gib = 400 }
    }
  }

  expect_failures = [var.centre]
}

run "refuses_an_archive_that_expires_while_locked" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    centre = {
      location = "eu-west-1"
      cidr     = "10.0.0.0/16"
      zones    = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
      archive  = { keep_days = 60, lock_days = 90 }
    }
  }

  expect_failures = [var.centre]
}

run "refuses_an_email_that_is_none" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    emails = ["night"]
  }

  expect_failures = [var.emails]
}

run "refuses_a_private_key" {
  command = plan

  module {
    source = "./tests/variables"
  }

  variables {
    operator_keys = ["-----BEGIN OPENSSH PRIVATE KEY-----"]
  }

  expect_failures = [var.operator_keys]
}
