# Values that AWS would decide, where the code looks into them. All others are made up by Terraform.

mock_data "aws_caller_identity" {
  defaults = {
    account_id = "123456789012"
  }
}

mock_data "aws_iam_policy_document" {
  defaults = {
    json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
  }
}

mock_data "aws_ssm_parameter" {
  defaults = {
    insecure_value = "ami-0123456789abcdef0"
  }
}

mock_resource "aws_acm_certificate" {
  defaults = {
    arn = "arn:aws:acm:eu-west-1:123456789012:certificate/mock"
    domain_validation_options = [
      { domain_name = "go.example.com", resource_record_name = "_x.go.example.com", resource_record_type = "CNAME", resource_record_value = "_y.acm-validations.aws" },
      { domain_name = "centre.go.example.com", resource_record_name = "_x.centre.go.example.com", resource_record_type = "CNAME", resource_record_value = "_y.acm-validations.aws" },
      { domain_name = "centre.broker.go.example.com", resource_record_name = "_x.centre.broker.go.example.com", resource_record_type = "CNAME", resource_record_value = "_y.acm-validations.aws" },
      { domain_name = "eu.go.example.com", resource_record_name = "_x.eu.go.example.com", resource_record_type = "CNAME", resource_record_value = "_y.acm-validations.aws" },
      { domain_name = "eu.broker.go.example.com", resource_record_name = "_x.eu.broker.go.example.com", resource_record_type = "CNAME", resource_record_value = "_y.acm-validations.aws" },
      { domain_name = "us.go.example.com", resource_record_name = "_x.us.go.example.com", resource_record_type = "CNAME", resource_record_value = "_y.acm-validations.aws" },
      { domain_name = "us.broker.go.example.com", resource_record_name = "_x.us.broker.go.example.com", resource_record_type = "CNAME", resource_record_value = "_y.acm-validations.aws" },
      { domain_name = "ap.go.example.com", resource_record_name = "_x.ap.go.example.com", resource_record_type = "CNAME", resource_record_value = "_y.acm-validations.aws" },
      { domain_name = "ap.broker.go.example.com", resource_record_name = "_x.ap.broker.go.example.com", resource_record_type = "CNAME", resource_record_value = "_y.acm-validations.aws" },
      { domain_name = "sa.go.example.com", resource_record_name = "_x.sa.go.example.com", resource_record_type = "CNAME", resource_record_value = "_y.acm-validations.aws" },
      { domain_name = "sa.broker.go.example.com", resource_record_name = "_x.sa.broker.go.example.com", resource_record_type = "CNAME", resource_record_value = "_y.acm-validations.aws" },
      { domain_name = "af.go.example.com", resource_record_name = "_x.af.go.example.com", resource_record_type = "CNAME", resource_record_value = "_y.acm-validations.aws" },
      { domain_name = "af.broker.go.example.com", resource_record_name = "_x.af.broker.go.example.com", resource_record_type = "CNAME", resource_record_value = "_y.acm-validations.aws" },
    ]
  }
}

mock_resource "aws_db_instance" {
  defaults = {
    address            = "centre.database.example"
    master_user_secret = [{ kms_key_id = "mock", secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds", secret_status = "active" }]
  }
}

mock_resource "aws_secretsmanager_secret" {
  defaults = {
    arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:mock"
  }
}

mock_resource "aws_ebs_volume" {
  defaults = {
    id  = "vol-0123456789abcdef0"
    arn = "arn:aws:ec2:eu-west-1:123456789012:volume/vol-0123456789abcdef0"
  }
}
