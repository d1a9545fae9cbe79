variable "name" {
  description = "Name of the installation."
  type        = string
}

variable "region" {
  description = "Name of the region, as its clicks carry it: eu, us."
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
  description = "The region's entry in the root's variable regions."
  type = object({
    location = string
    cidr     = string
    zones    = list(string)
    units    = number
    unit     = object({ instance_type = string, data_gib = number, iops = number, throughput = number })
    broker   = object({ instance_type = string, data_gib = number })
  })
}

variable "domain" {
  description = "Public hosted zone, and the host that visitors use."
  type        = object({ zone_id = string, host = string })
}

variable "centre" {
  description = "What units need of the centre: its addresses, its broker's name, the archive, the keys that all share."
  type = object({
    location    = string
    cidr        = string
    broker_host = string
    bucket      = string
    key_arn     = string
    keys_secret = string
  })
}

variable "release" {
  description = "The release package for bare machines."
  type        = object({ version = string, url = string, sha256 = string })
}

variable "image_parameter" {
  description = "Public SSM parameter that names the AMI."
  type        = string
}

variable "operator_keys" {
  description = "Public SSH keys of operators."
  type        = list(string)
}

variable "generation" {
  description = "Of this region's logins: raised by one, they are drawn anew."
  type        = number
}

variable "namespace" {
  description = "CloudWatch namespace of figures."
  type        = string
}
