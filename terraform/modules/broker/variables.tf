variable "name" {
  description = "Prefix of all names here, such as clickway-eu-broker; also the namespace of its figures begins with it."
  type        = string
}

variable "place" {
  description = "Name of the region, or centre."
  type        = string
}

variable "location" {
  description = "AWS region."
  type        = string
}

variable "namespace" {
  description = "CloudWatch namespace of figures."
  type        = string
}

variable "certificate_arn" {
  description = "Public certificate for the host."
  type        = string
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "nodes" {
  description = "Nodes by number, 1, 2, 3: each with its zone, subnet and fixed address."
  type        = map(object({ zone = string, subnet_id = string, address = string }))

  validation {
    condition     = contains([1, 3], length(var.nodes)) && alltrue([for number in range(1, length(var.nodes) + 1) : contains(keys(var.nodes), tostring(number))])
    error_message = "A broker has one node, or three for quorum queues, numbered from 1."
  }
}

variable "clients" {
  description = "Addresses of those who may connect."
  type        = list(string)
}

variable "size" {
  description = "Instance type and data volume of a node."
  type        = object({ instance_type = string, data_gib = number })
}

variable "image_parameter" {
  description = "Public SSM parameter that names the AMI."
  type        = string
}

variable "key_arn" {
  description = "Key that encrypts volumes and secrets here."
  type        = string
}

variable "settings" {
  description = "Further settings for the host."
  type        = any
}

variable "secrets" {
  description = "Secrets that nodes may read, by name."
  type        = map(string)
}

variable "readable" {
  description = "What nodes may read besides: ARNs of secrets, of the keys that encrypt them, of parameters."
  type        = object({ secrets = list(string), keys = list(string), parameters = list(string) })
  default     = { secrets = [], keys = [], parameters = [] }
}

variable "packages" {
  description = "Further Debian packages."
  type        = list(string)
  default     = []
}

variable "operators_security_group_id" {
  description = "Where operators' tunnels come from."
  type        = string
}

variable "operator_keys" {
  description = "Public SSH keys of operators."
  type        = list(string)
}
