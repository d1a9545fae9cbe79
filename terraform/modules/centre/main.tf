# The centre: where all regions' clicks are stored. Its broker links to every region's; nothing here is in a click's way.

locals {
  prefix       = "${var.name}-centre"
  location     = var.settings.location
  zones        = var.settings.zones
  console_host = "centre.${var.domain.host}"
  database     = "clickway"
}

data "aws_caller_identity" "current" {}

# -- secrets

module "logins" {
  source      = "../secrets"
  name        = "${local.prefix}-logins"
  description = "RabbitMQ, Postgres and API of the centre"
  location    = local.location
  key_arn     = var.network.key_arn
  generation  = var.generation
  drawn       = { rabbitmq_operator = 24, rabbitmq_warehouse = 24, postgres_warehouse = 24, api_secret = 24 }

  composed = {
    broker_uri = { before = "amqps://warehouse:", drawn = "rabbitmq_warehouse", behind = "@${var.broker_host}:5671/%2F" }
    api_key    = { before = "cw_", drawn = "api_secret", behind = "" }
  }

  digests = { api_key_sha256 = "api_key" }
}

# -- certificate: console and broker

locals {
  names = { console = local.console_host, broker = var.broker_host }
}

resource "aws_acm_certificate" "this" {
  region                    = local.location
  domain_name               = local.console_host
  subject_alternative_names = [var.broker_host]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  for_each        = local.names
  zone_id         = var.domain.zone_id
  name            = one([for option in aws_acm_certificate.this.domain_validation_options : option.resource_record_name if option.domain_name == each.value])
  type            = one([for option in aws_acm_certificate.this.domain_validation_options : option.resource_record_type if option.domain_name == each.value])
  records         = [for option in aws_acm_certificate.this.domain_validation_options : option.resource_record_value if option.domain_name == each.value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  region                  = local.location
  certificate_arn         = aws_acm_certificate.this.arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}

# -- broker

module "broker" {
  source                      = "../broker"
  name                        = "${local.prefix}-broker"
  place                       = "centre"
  location                    = local.location
  namespace                   = var.namespace
  certificate_arn             = aws_acm_certificate_validation.this.certificate_arn
  vpc_id                      = var.network.vpc_id
  clients                     = concat([var.settings.cidr], [for region in var.regions : region.cidr])
  size                        = var.settings.broker
  image_parameter             = var.image_parameter
  key_arn                     = var.network.key_arn
  packages                    = ["postgresql-client"]
  operators_security_group_id = var.network.operators_security_group_id
  operator_keys               = var.operator_keys

  secrets = {
    logins         = module.logins.arn
    database_admin = aws_db_instance.this.master_user_secret[0].secret_arn
  }

  readable = {
    secrets    = [for region in var.regions : region.logins_secret]
    keys       = [for region in var.regions : region.key_arn if region.location == local.location]
    parameters = [aws_ssm_parameter.regions.arn]
  }

  # Each region's queue may take its share of half of the smallest disk, then refuses: its batches stay in the region.
  settings = {
    regions_parameter = aws_ssm_parameter.regions.name
    queue_bytes       = floor(var.settings.broker.data_gib * 1073741824 * 0.5 / (length(var.regions) + 1))
    database          = { host = aws_db_instance.this.address, name = local.database }
  }

  nodes = { for number in range(1, 4) : tostring(number) => {
    zone      = local.zones[number - 1]
    subnet_id = var.network.private_subnet_ids[local.zones[number - 1]]
    address   = cidrhost(var.network.private_subnet_cidrs[local.zones[number - 1]], 10)
  } }
}

# Read by the first node every minute: a new region is linked without touching the nodes.
resource "aws_ssm_parameter" "regions" {
  region      = local.location
  name        = "/${var.name}/regions"
  description = "What the centre's broker has to know of the regions"
  type        = "String"
  value       = jsonencode({ for name, region in var.regions : name => { broker = region.broker_host, units = [for unit in region.units : "${name}-${unit}"], logins = region.logins_secret } })
}

# -- archive

resource "aws_s3_bucket" "archive" {
  region              = local.location
  bucket              = var.bucket
  object_lock_enabled = var.settings.archive.lock_days > 0

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "archive" {
  region                  = local.location
  bucket                  = aws_s3_bucket.archive.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "archive" {
  region = local.location
  bucket = aws_s3_bucket.archive.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "archive" {
  region = local.location
  bucket = aws_s3_bucket.archive.id

  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.network.key_arn
    }
  }
}

# Governance, not compliance: what must be deleted by law can be, by those few who may.
resource "aws_s3_bucket_object_lock_configuration" "archive" {
  for_each = var.settings.archive.lock_days > 0 ? { lock = var.settings.archive.lock_days } : {}
  region   = local.location
  bucket   = aws_s3_bucket.archive.id

  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = each.value
    }
  }

  depends_on = [aws_s3_bucket_versioning.archive]
}

resource "aws_s3_bucket_lifecycle_configuration" "archive" {
  region = local.location
  bucket = aws_s3_bucket.archive.id

  rule {
    id     = "age"
    status = "Enabled"

    filter {}

    transition {
      days          = 30
      storage_class = "GLACIER_IR"
    }

    expiration {
      days = var.settings.archive.keep_days
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.archive]
}

data "aws_iam_policy_document" "archive" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.archive.arn, "${aws_s3_bucket.archive.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "archive" {
  region     = local.location
  bucket     = aws_s3_bucket.archive.id
  policy     = data.aws_iam_policy_document.archive.json
  depends_on = [aws_s3_bucket_public_access_block.archive]
}
