variable "name" {
  description = "Name of the installation, as in the main root."
  type        = string
  default     = "clickway"

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,11}$", var.name))
    error_message = "name takes 2 to 12 lower-case letters and digits, beginning with a letter."
  }
}

variable "domain" {
  description = "Public hosted zone, and the host that visitors use, as in the main root."
  type        = object({ zone_id = string, host = string })

  validation {
    condition     = can(regex("^Z[A-Z0-9]{5,31}$", var.domain.zone_id))
    error_message = "domain.zone_id is the id of a hosted zone of Route 53, such as Z0123456789ABCDEFGHIJ."
  }

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$", var.domain.host))
    error_message = "domain.host is a host name in lower case, such as go.example.com."
  }
}

variable "routing" {
  description = "latency (the region that answers fastest) or geolocation (the region of the visitor's continent)."
  type        = string
  default     = "latency"

  validation {
    condition     = contains(["latency", "geolocation"], var.routing)
    error_message = "routing is latency or geolocation."
  }
}

variable "health" {
  description = "How a region is watched. Route 53 can't change the interval of a health check later."
  type = object({
    path     = optional(string, "/robots.txt")
    interval = optional(number, 10)
    failures = optional(number, 2)
  })
  default = {}

  validation {
    condition     = contains([10, 30], var.health.interval)
    error_message = "health.interval is 10 or 30 seconds: Route 53 knows no other."
  }

  validation {
    condition     = var.health.failures >= 1 && var.health.failures <= 10
    error_message = "health.failures is 1 to 10."
  }
}

variable "regions" {
  description = "Who is sent where, by region. accept_visits = false drains it: it leaves the answers and stays watched. continents (AF AN AS EU NA OC SA) count with geolocation only."
  type = map(object({
    accept_visits = optional(bool, true)
    continents    = optional(set(string), [])
  }))

  validation {
    condition     = anytrue([for region in values(var.regions) : region.accept_visits])
    error_message = "No region accepts visits: visitors would get no answer. Set accept_visits = true for at least one."
  }

  validation {
    condition     = length(flatten([for region in values(var.regions) : tolist(region.continents)])) == length(distinct(flatten([for region in values(var.regions) : tolist(region.continents)])))
    error_message = "A continent is named by more than one region: give each to one."
  }

  validation {
    condition     = alltrue(flatten([for region in values(var.regions) : [for continent in region.continents : contains(["AF", "AN", "AS", "EU", "NA", "OC", "SA"], continent)]]))
    error_message = "A continent is one of AF AN AS EU NA OC SA."
  }

  validation {
    condition     = alltrue([for name in keys(var.regions) : contains(keys(var.endpoints), name)])
    error_message = "A region has no endpoint: write the main root's output anew (terraform -chdir=terraform output -json endpoints)."
  }
}

variable "endpoints" {
  description = "The main root's output endpoints: balancer and AWS region of each region."
  type        = map(object({ location = string, dns_name = string, zone_id = string }))
}

variable "emails" {
  description = "Who is told when a region fails its health check. Each address has to confirm once."
  type        = set(string)
  default     = []
}
