variable "name" {
  description = "Prefix of all names here, such as clickway-eu."
  type        = string
}

variable "location" {
  description = "AWS region."
  type        = string
}

variable "cidr" {
  description = "Addresses of the VPC; each subnet takes a sixteenth of them."
  type        = string
}

variable "zones" {
  description = "Availability zones, at most eight."
  type        = list(string)
}
