variable "name" {
  description = "Name of the installation."
  type        = string
}

variable "network" {
  description = "Outputs of the module network, of this place."
  type = object({
    vpc_id                      = string
    public_subnet_ids           = map(string)
    private_subnet_ids          = map(string)
    private_subnet_cidrs        = map(string)
    private_route_table_id      = string
    operators_security_group_id = string
    key_arn                     = string
  })
}

variable "settings" {
  description = "The root's variable centre."
  type = object({
    location  = string
    cidr      = string
    zones     = list(string)
    operators = list(string)
    broker    = object({ instance_type = string, data_gib = number })
    database  = object({ class = string, storage_gib = number, max_storage_gib = number, standby = bool, backup_days = number })
    warehouse = object({ cpu = number, memory_mib = number, least = number, most = number })
    archive   = object({ keep_days = number, lock_days = number })
  })
}

variable "domain" {
  description = "Public hosted zone, and the host that visitors use."
  type        = object({ zone_id = string, host = string })
}

variable "regions" {
  description = "Output place of each region."
  type = map(object({
    location        = string
    cidr            = string
    vpc_id          = string
    route_table_id  = string
    units           = list(string)
    broker_host     = string
    broker_dns_name = string
    broker_zone_id  = string
    key_arn         = string
    logins_secret   = string
  }))
}

variable "broker_host" {
  description = "Name under which the centre's broker is reached."
  type        = string
}

variable "bucket" {
  description = "Name of the archive."
  type        = string
}

variable "keys_secret" {
  description = "Secret with the keys that edges and warehouses share."
  type        = string
}

variable "image" {
  description = "Container image of the warehouse, with its tag or digest."
  type        = string
}

variable "image_parameter" {
  description = "Public SSM parameter that names the brokers' AMI."
  type        = string
}

variable "operator_keys" {
  description = "Public SSH keys of operators."
  type        = list(string)
}

variable "generation" {
  description = "Of the centre's logins: raised by one, they are drawn anew."
  type        = number
}

variable "namespace" {
  description = "CloudWatch namespace of figures."
  type        = string
}
