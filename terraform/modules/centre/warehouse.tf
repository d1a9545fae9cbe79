# The warehouse on Fargate: it keeps nothing itself, so a task that goes takes nothing along. A message is acknowledged after
# its commit; what a task had in hand is delivered to another.

resource "aws_cloudwatch_log_group" "warehouse" {
  region            = local.location
  name              = "/${var.name}/warehouse"
  retention_in_days = 30
  kms_key_id        = var.network.key_arn
}

resource "aws_ecs_cluster" "this" {
  region = local.location
  name   = local.prefix

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

locals {
  environment = {
    WAREHOUSE_NAME             = "warehouse"
    WAREHOUSE_REGIONS          = join(",", keys(var.regions))
    WAREHOUSE_CONTROL_HOST     = var.broker_host
    WAREHOUSE_CONTROL_PORT     = "5671"
    WAREHOUSE_CONTROL_USERNAME = "warehouse"
    # The channel of configuration speaks TLS as well, and verifies the name.
    MP_MESSAGING_OUTGOING_CONFIG_SSL                                 = "true"
    MP_MESSAGING_OUTGOING_CONFIG_SSL_HOSTNAME_VERIFICATION_ALGORITHM = "HTTPS"
    # Encrypted; the server isn't verified, since its authority is Amazon's own and not in the image (README, "Limits").
    WAREHOUSE_POSTGRES_URL      = "jdbc:postgresql://${aws_db_instance.this.address}:5432/${local.database}?sslmode=require"
    WAREHOUSE_POSTGRES_USERNAME = "warehouse"
    QUARKUS_HTTP_HOST           = "0.0.0.0"
    QUARKUS_HTTP_PORT           = "8080"
    QUARKUS_MANAGEMENT_HOST     = "0.0.0.0"
    QUARKUS_MANAGEMENT_PORT     = "9000"
  }

  secret_environment = {
    WAREHOUSE_BROKER_URI        = "${module.logins.arn}:broker_uri::"
    WAREHOUSE_CONTROL_PASSWORD  = "${module.logins.arn}:rabbitmq_warehouse::"
    WAREHOUSE_POSTGRES_PASSWORD = "${module.logins.arn}:postgres_warehouse::"
    WAREHOUSE_API_KEY_SHA256    = "${module.logins.arn}:api_key_sha256::"
    WAREHOUSE_ID_KEYS           = "${var.keys_secret}:id_keys::"
    WAREHOUSE_ADDRESS_KEYS      = "${var.keys_secret}:address_keys::"
  }
}

resource "aws_ecs_task_definition" "warehouse" {
  region                   = local.location
  family                   = "${local.prefix}-warehouse"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = tostring(var.settings.warehouse.cpu)
  memory                   = tostring(var.settings.warehouse.memory_mib)
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }

  volume {
    name = "tmp"
  }

  container_definitions = jsonencode([{
    name                   = "warehouse"
    image                  = var.image
    essential              = true
    readonlyRootFilesystem = true
    stopTimeout            = 60
    portMappings           = [{ containerPort = 8080 }, { containerPort = 9000 }]
    mountPoints            = [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }]
    environment            = [for name, value in local.environment : { name = name, value = value }]
    secrets                = [for name, value in local.secret_environment : { name = name, valueFrom = value }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.warehouse.name
        awslogs-region        = local.location
        awslogs-stream-prefix = "warehouse"
      }
    }
  }])
}

resource "aws_ecs_service" "warehouse" {
  region                             = local.location
  name                               = "warehouse"
  cluster                            = aws_ecs_cluster.this.id
  task_definition                    = aws_ecs_task_definition.warehouse.arn
  launch_type                        = "FARGATE"
  desired_count                      = var.settings.warehouse.least
  deployment_minimum_healthy_percent = 50
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 300 # migrations

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [for zone in local.zones : var.network.private_subnet_ids[zone]]
    security_groups  = [aws_security_group.warehouse.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.warehouse.arn
    container_name   = "warehouse"
    container_port   = 8080
  }

  depends_on = [aws_lb_listener.https, aws_iam_role_policy.execution]

  lifecycle {
    ignore_changes = [desired_count] # Auto Scaling's
  }
}

resource "aws_appautoscaling_target" "warehouse" {
  region             = local.location
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.warehouse.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = var.settings.warehouse.least
  max_capacity       = var.settings.warehouse.most
}

resource "aws_appautoscaling_policy" "warehouse" {
  region             = local.location
  name               = "${local.prefix}-warehouse"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.warehouse.service_namespace
  resource_id        = aws_appautoscaling_target.warehouse.resource_id
  scalable_dimension = aws_appautoscaling_target.warehouse.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value       = 60
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# -- the way in: console and API, for operators' addresses alone

resource "aws_security_group" "console" {
  region      = local.location
  name        = "${local.prefix}-console"
  description = "Console and API"
  vpc_id      = var.network.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "console" {
  for_each          = toset(var.settings.operators)
  region            = local.location
  security_group_id = aws_security_group.console.id
  description       = "Operators and programs that report"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "console" {
  for_each                     = { api = 8080, health = 9000 }
  region                       = local.location
  security_group_id            = aws_security_group.console.id
  description                  = "Warehouses, ${each.key}"
  referenced_security_group_id = aws_security_group.warehouse.id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}

resource "aws_security_group" "warehouse" {
  region      = local.location
  name        = "${local.prefix}-warehouse"
  description = "Warehouses"
  vpc_id      = var.network.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "warehouse" {
  for_each                     = { api = 8080, health = 9000 }
  region                       = local.location
  security_group_id            = aws_security_group.warehouse.id
  description                  = "The balancer, ${each.key}"
  referenced_security_group_id = aws_security_group.console.id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}

resource "aws_vpc_security_group_egress_rule" "warehouse" {
  region            = local.location
  security_group_id = aws_security_group.warehouse.id
  description       = "Broker, Postgres, image, secrets, logs"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}

resource "aws_lb" "console" {
  region                     = local.location
  name                       = local.prefix
  load_balancer_type         = "application"
  subnets                    = [for zone in local.zones : var.network.public_subnet_ids[zone]]
  security_groups            = [aws_security_group.console.id]
  idle_timeout               = 300
  drop_invalid_header_fields = true
  enable_deletion_protection = true
}

resource "aws_lb_target_group" "warehouse" {
  region               = local.location
  name                 = local.prefix
  port                 = 8080
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = var.network.vpc_id
  deregistration_delay = 30

  health_check {
    port                = "9000"
    path                = "/q/health/ready"
    interval            = 10
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

resource "aws_lb_listener" "https" {
  region            = local.location
  load_balancer_arn = aws_lb.console.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = aws_acm_certificate_validation.this.certificate_arn
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.warehouse.arn
  }
}

resource "aws_route53_record" "console" {
  zone_id = var.domain.zone_id
  name    = local.console_host
  type    = "A"

  alias {
    name                   = aws_lb.console.dns_name
    zone_id                = aws_lb.console.zone_id
    evaluate_target_health = false
  }
}

# -- what a task may do: nothing itself; its start may read its secrets and write its log

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

data "aws_iam_policy_document" "execution" {
  statement {
    sid       = "Secrets"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [module.logins.arn, var.keys_secret]
  }

  statement {
    sid       = "Decrypt"
    actions   = ["kms:Decrypt"]
    resources = [var.network.key_arn]
    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.${local.location}.amazonaws.com"]
    }
  }

  statement {
    sid       = "Log"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.warehouse.arn}:*"]
  }

  statement {
    sid       = "Image"
    actions   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]
    resources = ["arn:aws:ecr:*:*:repository/*"]
  }

  statement {
    sid       = "ImageToken"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "execution" {
  name               = "${local.prefix}-execution"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "execution" {
  name   = "execution"
  role   = aws_iam_role.execution.id
  policy = data.aws_iam_policy_document.execution.json
}

resource "aws_iam_role" "task" {
  name               = "${local.prefix}-task"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}
