# A secret with several values, drawn once. The values are ephemeral and go into a write-only argument: neither the plan nor
# the state holds them. They are drawn at every plan and thrown away unless the generation was raised.
# From the random provider and not from Secrets Manager itself, because Terraform's mocks know no ephemeral resources.

ephemeral "random_password" "drawn" {
  for_each = var.drawn
  length   = 64
  special  = false
}

locals {
  # 64 letters and digits hold 381 bits, more than the digest keeps.
  drawn    = { for name, bytes in var.drawn : name => substr(sha256(ephemeral.random_password.drawn[name].result), 0, 2 * bytes) }
  composed = { for name, value in var.composed : name => "${value.before}${local.drawn[value.drawn]}${value.behind}" }
  digests  = { for name, of in var.digests : name => sha256(local.composed[of]) }
}

resource "aws_secretsmanager_secret" "this" {
  region                  = var.location
  name                    = var.name
  description             = var.description
  kms_key_id              = var.key_arn
  recovery_window_in_days = 30

  dynamic "replica" {
    for_each = var.replicas
    content {
      region     = replica.key
      kms_key_id = replica.value
    }
  }
}

resource "aws_secretsmanager_secret_version" "this" {
  region                   = var.location
  secret_id                = aws_secretsmanager_secret.this.id
  secret_string_wo         = jsonencode(merge(local.drawn, local.composed, local.digests))
  secret_string_wo_version = var.generation
}
