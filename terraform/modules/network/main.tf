# What every place stands on: a VPC with a public and a private subnet per zone, one way out, a key, a way in for operators.
# Clicks never pass the NAT gateway: it serves packages, secrets and metrics, so one per place is enough.

locals {
  zone_numbers = { for number, zone in var.zones : zone => number }
}

data "aws_caller_identity" "current" {}

resource "aws_vpc" "this" {
  region               = var.location
  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = { Name = var.name }
}

# Nothing may use the group that comes with a VPC.
resource "aws_default_security_group" "closed" {
  region = var.location
  vpc_id = aws_vpc.this.id
}

resource "aws_internet_gateway" "this" {
  region = var.location
  vpc_id = aws_vpc.this.id
  tags   = { Name = var.name }
}

resource "aws_subnet" "public" {
  for_each          = local.zone_numbers
  region            = var.location
  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(var.cidr, 4, each.value)
  tags              = { Name = "${var.name}-public-${each.key}" }
}

resource "aws_subnet" "private" {
  for_each          = local.zone_numbers
  region            = var.location
  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(var.cidr, 4, 8 + each.value)
  tags              = { Name = "${var.name}-private-${each.key}" }
}

resource "aws_eip" "nat" {
  region = var.location
  domain = "vpc"
  tags   = { Name = "${var.name}-nat" }
}

resource "aws_nat_gateway" "this" {
  region        = var.location
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public[var.zones[0]].id
  tags          = { Name = var.name }
  depends_on    = [aws_internet_gateway.this]
}

resource "aws_route_table" "public" {
  region = var.location
  vpc_id = aws_vpc.this.id
  tags   = { Name = "${var.name}-public" }
}

resource "aws_route_table" "private" {
  region = var.location
  vpc_id = aws_vpc.this.id
  tags   = { Name = "${var.name}-private" }
}

resource "aws_route" "internet" {
  region                 = var.location
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route" "nat" {
  region                 = var.location
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this.id
}

resource "aws_route_table_association" "public" {
  for_each       = aws_subnet.public
  region         = var.location
  subnet_id      = each.value.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table_association" "private" {
  for_each       = aws_subnet.private
  region         = var.location
  subnet_id      = each.value.id
  route_table_id = aws_route_table.private.id
}

resource "aws_vpc_endpoint" "s3" {
  region            = var.location
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${var.location}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.private.id]
  tags              = { Name = "${var.name}-s3" }
}

# The operators' way to a host: aws ec2-instance-connect open-tunnel, allowed by IAM, logged by CloudTrail. No host has a
# public address.
resource "aws_security_group" "operators" {
  region      = var.location
  name        = "${var.name}-operators"
  description = "Operators' tunnel to hosts by SSH"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_egress_rule" "operators" {
  region            = var.location
  security_group_id = aws_security_group.operators.id
  description       = "SSH to hosts of this VPC"
  cidr_ipv4         = var.cidr
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
}

resource "aws_ec2_instance_connect_endpoint" "this" {
  region             = var.location
  subnet_id          = aws_subnet.private[var.zones[0]].id
  security_group_ids = [aws_security_group.operators.id]
  preserve_client_ip = false
  tags               = { Name = var.name }
}

data "aws_iam_policy_document" "key" {
  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }

  # Alarms reach an encrypted topic, and logs an encrypted group, only by these services' own right.
  statement {
    sid       = "Alarms"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }

  statement {
    sid       = "Logs"
    actions   = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*", "kms:DescribeKey"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["logs.${var.location}.amazonaws.com"]
    }
    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = ["arn:aws:logs:${var.location}:${data.aws_caller_identity.current.account_id}:*"]
    }
  }
}

resource "aws_kms_key" "this" {
  region                  = var.location
  description             = "Clickway ${var.name}: volumes, secrets, logs, alarms"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_kms_alias" "this" {
  region        = var.location
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.this.key_id
}
