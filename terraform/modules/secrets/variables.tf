variable "name" {
  description = "Name of the secret."
  type        = string
}

variable "description" {
  description = "Who uses it."
  type        = string
}

variable "location" {
  description = "AWS region of the first copy."
  type        = string
}

variable "key_arn" {
  description = "Key that encrypts the first copy."
  type        = string
}

variable "replicas" {
  description = "Key by AWS region: where further copies lie."
  type        = map(string)
  default     = {}
}

variable "drawn" {
  description = "Values to draw: name to length in bytes, at most 32. They are kept as hex digits."
  type        = map(number)

  validation {
    condition     = alltrue([for bytes in values(var.drawn) : bytes >= 16 && bytes <= 32])
    error_message = "A drawn value has 16 to 32 bytes."
  }
}

variable "composed" {
  description = "Values made of a drawn one: the text before it, its name, the text behind it."
  type        = map(object({ before = string, drawn = string, behind = string }))
  default     = {}
}

variable "digests" {
  description = "SHA-256 of a composed value, in hex: name to the composed value's name."
  type        = map(string)
  default     = {}
}

variable "generation" {
  description = "Raised by one, all values are drawn anew."
  type        = number
  default     = 1
}
