# One mistake each: a check that finds them all can fail.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

resource "aws_sns_topic" "unknown_argument" {
  region = "eu-west-1"
  nmae   = "alarms"
}

resource "aws_ebs_volume" "missing_argument" {
  region = "eu-west-1"
  size   = 10
}

resource "aws_ebs_volume" "wrong_type" {
  region            = "eu-west-1"
  availability_zone = "eu-west-1a"
  size              = "large"
}

resource "aws_sns_topic" "read_only_argument" {
  region = "eu-west-1"
  arn    = "arn:aws:sns:eu-west-1:123456789012:alarms"
}

resource "aws_sns_topic" "missing_region" {
  name = "alarms"
}

resource "aws_sns_topik" "unknown_resource" {
  region = "eu-west-1"
}
