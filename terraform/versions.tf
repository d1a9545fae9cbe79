terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.7"
    }
  }

  # To be moved into a bucket before the first apply: see the README, "State".
  backend "local" {}
}

# One configuration for all regions: every resource says its own region, which provider 6 allows.
provider "aws" {
  region = var.centre.location

  default_tags {
    tags = {
      application = "clickway"
      name        = var.name
      managed-by  = "terraform"
    }
  }
}
