# Plans what -var-file says, for scripts/terraform-check --plan and for the costs.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

run "plan" {
  command = plan
}
