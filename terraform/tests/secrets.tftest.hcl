# Secrets are drawn, and neither plan nor state holds them.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name        = "clickway-keys"
  description = "For a test"
  location    = "eu-west-1"
  key_arn     = "arn:aws:kms:eu-west-1:123456789012:key/one"
  replicas    = { "us-east-1" = "arn:aws:kms:us-east-1:123456789012:key/two" }
  drawn       = { id_key = 16, seal_key = 32 }
  composed    = { id_keys = { before = "1:", drawn = "id_key", behind = "" } }
  digests     = { id_sha256 = "id_keys" }
}

run "values_are_write_only" {
  module {
    source = "./modules/secrets"
  }

  assert {
    condition     = aws_secretsmanager_secret_version.this.secret_string_wo == null && aws_secretsmanager_secret_version.this.secret_string_wo_version == 1
    error_message = "The values stand in the state."
  }

  assert {
    condition     = one(aws_secretsmanager_secret.this.replica).region == "us-east-1"
    error_message = "The copy is missing."
  }
}

run "a_new_generation_draws_anew" {
  module {
    source = "./modules/secrets"
  }

  variables {
    generation = 2
  }

  assert {
    condition     = aws_secretsmanager_secret_version.this.secret_string_wo_version == 2
    error_message = "The version wasn't raised."
  }
}

run "refuses_a_key_that_can_be_guessed" {
  command = plan

  module {
    source = "./modules/secrets"
  }

  variables {
    drawn = { id_key = 4 }
  }

  expect_failures = [var.drawn]
}
