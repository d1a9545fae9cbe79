# Postgres. The version is that of every test, 15. RDS gives no superuser away, so analysts' SQL, which rests on one, is off
# here (README, "Limits").

resource "aws_db_subnet_group" "this" {
  region     = local.location
  name       = local.prefix
  subnet_ids = [for zone in local.zones : var.network.private_subnet_ids[zone]]
}

# What scripts/lib/postgres.sh asserts and sets, as far as it isn't RDS' own default.
resource "aws_db_parameter_group" "this" {
  region = local.location
  name   = "${local.prefix}-15"
  family = "postgres15"

  dynamic "parameter" {
    for_each = {
      "rds.force_ssl"              = "1"
      "synchronous_commit"         = "on"
      "password_encryption"        = "scram-sha-256"
      "work_mem"                   = "16384"
      "random_page_cost"           = "1.1"
      "autovacuum_naptime"         = "10"
      "log_min_duration_statement" = "5000"
      "timezone"                   = "UTC"
    }
    content {
      name  = parameter.key
      value = parameter.value
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_security_group" "database" {
  region      = local.location
  name        = "${local.prefix}-database"
  description = "Postgres"
  vpc_id      = var.network.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "database" {
  region            = local.location
  security_group_id = aws_security_group.database.id
  description       = "Warehouses and the bootstrap"
  cidr_ipv4         = var.settings.cidr
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
}

# The master's password is made and kept by RDS itself.
resource "aws_db_instance" "this" {
  region                          = local.location
  identifier                      = local.prefix
  engine                          = "postgres"
  engine_version                  = "15"
  instance_class                  = var.settings.database.class
  db_name                         = local.database
  username                        = "clickway_admin"
  manage_master_user_password     = true
  master_user_secret_kms_key_id   = var.network.key_arn
  storage_type                    = "gp3"
  allocated_storage               = var.settings.database.storage_gib
  max_allocated_storage           = var.settings.database.max_storage_gib
  storage_encrypted               = true
  kms_key_id                      = var.network.key_arn
  multi_az                        = var.settings.database.standby
  db_subnet_group_name            = aws_db_subnet_group.this.name
  vpc_security_group_ids          = [aws_security_group.database.id]
  parameter_group_name            = aws_db_parameter_group.this.name
  publicly_accessible             = false
  backup_retention_period         = var.settings.database.backup_days
  backup_window                   = "02:00-03:00"
  maintenance_window              = "sun:03:30-sun:04:30"
  auto_minor_version_upgrade      = true
  apply_immediately               = false
  copy_tags_to_snapshot           = true
  deletion_protection             = true
  skip_final_snapshot             = false
  final_snapshot_identifier       = "${local.prefix}-last"
  performance_insights_enabled    = true
  performance_insights_kms_key_id = var.network.key_arn
  enabled_cloudwatch_logs_exports = ["postgresql"]
}
