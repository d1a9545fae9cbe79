variable "name" {
  description = "Prefix of all names here, such as clickway-eu."
  type        = string
}

variable "location" {
  description = "AWS region whose metrics are watched."
  type        = string
}

variable "key_arn" {
  description = "Key that encrypts the topic."
  type        = string
}

variable "emails" {
  description = "Who is told. Each address has to confirm once."
  type        = set(string)
}

variable "alarms" {
  description = "What is watched, by name. Every place describes its own. missing: what silence means (breaching, notBreaching, missing)."
  type = map(object({
    description = string
    namespace   = string
    metric      = string
    dimensions  = map(string)
    statistic   = string
    comparison  = string
    threshold   = number
    minutes     = number
    missing     = string
    actions     = optional(list(string), [])
  }))
}
