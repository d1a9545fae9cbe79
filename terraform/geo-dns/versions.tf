terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }

  # A state of its own, to be moved into a bucket: see the README, "State".
  backend "local" {}
}

# The region given here makes nothing: Route 53 has none, and the alarms say theirs.
provider "aws" {
  region = "us-east-1"

  default_tags {
    tags = {
      application = "clickway"
      name        = var.name
      managed-by  = "terraform/geo-dns"
    }
  }
}
