variable "name" {
  description = "Name of the installation."
  type        = string
}

variable "zone_id" {
  description = "Public hosted zone of the host."
  type        = string
}

variable "host" {
  description = "Host that visitors use."
  type        = string
}

variable "routing" {
  description = "latency: the region that answers fastest from where the visitor is. geolocation: the region of the visitor's continent."
  type        = string
}

variable "health" {
  description = "How a region is watched: path, seconds between two looks of one observer (10 or 30), failures in a row."
  type        = object({ path = string, interval = number, failures = number })
}

variable "regions" {
  description = "Every region: its AWS region, its balancer, its continents, and whether visitors are sent there."
  type = map(object({
    location      = string
    dns_name      = string
    zone_id       = string
    continents    = set(string)
    accept_visits = bool
  }))
}

variable "emails" {
  description = "Who is told when a region fails its health check."
  type        = set(string)
}
