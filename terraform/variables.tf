variable "name" {
  description = "Name of the installation: prefix of all names."
  type        = string
  default     = "clickway"

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,11}$", var.name))
    error_message = "name takes 2 to 12 lower-case letters and digits, beginning with a letter: balancers' names are short."
  }
}

variable "domain" {
  description = "Public hosted zone of Route 53, and the host that visitors use, in that zone."
  type        = object({ zone_id = string, host = string })

  validation {
    condition     = can(regex("^Z[A-Z0-9]{5,31}$", var.domain.zone_id))
    error_message = "domain.zone_id is the id of a hosted zone of Route 53, such as Z0123456789ABCDEFGHIJ."
  }

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$", var.domain.host)) && length(var.domain.host) <= 50
    error_message = "domain.host is a host name in lower case of at most 50 characters, such as go.example.com."
  }
}

variable "release" {
  description = "The release package clickway-<version>-linux-x86_64.tar.gz: its version, where units fetch it (https:// or s3://bucket/key), its SHA-256."
  type        = object({ version = string, url = string, sha256 = string })

  validation {
    condition     = can(regex("^(https|s3)://", var.release.url))
    error_message = "release.url begins with https:// or s3://."
  }

  validation {
    condition     = can(regex("^[0-9a-f]{64}$", var.release.sha256))
    error_message = "release.sha256 has 64 hex digits in lower case, as sha256sum prints them."
  }
}

variable "images" {
  description = "Registry, with its path, and tag of the container images. Of clickway-edge, clickway-forwarder and clickway-warehouse only the last runs here."
  type        = object({ registry = string, tag = string })

  validation {
    condition     = !can(regex("://|/$", var.images.registry)) && var.images.tag != "" && var.images.tag != "latest"
    error_message = "images.registry is host and path without scheme and trailing slash; images.tag names one build, so it isn't latest."
  }
}

variable "machine_image_parameter" {
  description = "Public SSM parameter that names the AMI of all hosts: Debian 12, amd64."
  type        = string
  default     = "/aws/service/debian/release/12/latest/amd64"
}

variable "regions" {
  description = "Regions by the name that their clicks carry. location: the AWS region. units: each with its own edge, Redis, forwarder and kept volume."
  type = map(object({
    location = string
    cidr     = string
    zones    = list(string)
    units    = optional(number, 2)
    unit = optional(object({
      instance_type = optional(string, "c7i.large")
      data_gib      = optional(number, 50)
      iops          = optional(number, 3000)
      throughput    = optional(number, 125)
    }), {})
    broker = optional(object({
      instance_type = optional(string, "m7i.large")
      data_gib      = optional(number, 50)
    }), {})
    generation = optional(number, 1)
  }))

  validation {
    condition     = length(var.regions) >= 2
    error_message = "At least two regions: with one there is nothing to fail over to."
  }

  validation {
    condition     = alltrue([for name in keys(var.regions) : can(regex("^[a-z][a-z0-9]{1,7}$", name)) && !contains(["centre", "dns"], name)])
    error_message = "A region's name has 2 to 8 lower-case letters and digits, begins with a letter, and isn't centre or dns."
  }

  validation {
    condition     = alltrue([for region in values(var.regions) : can(cidrhost(region.cidr, 0)) && try(tonumber(split("/", region.cidr)[1]) >= 16 && tonumber(split("/", region.cidr)[1]) <= 22, false)])
    error_message = "A region's cidr is an IPv4 block of /16 to /22, such as 10.1.0.0/16."
  }

  # Two blocks overlap when they are equal after being cut to the shorter of both prefixes.
  validation {
    condition = alltrue(flatten([
      for one, first in var.regions : [
        for other, second in var.regions : one == other || try(
          cidrsubnet("${split("/", first.cidr)[0]}/${min(split("/", first.cidr)[1], split("/", second.cidr)[1])}", 0, 0)
          != cidrsubnet("${split("/", second.cidr)[0]}/${min(split("/", first.cidr)[1], split("/", second.cidr)[1])}", 0, 0),
          true,
        )
      ]
    ]))
    error_message = "The addresses of two regions overlap: each needs a cidr of its own, for the centre reaches them all."
  }

  validation {
    condition     = length(distinct([for region in values(var.regions) : region.location])) == length(var.regions)
    error_message = "Two regions have the same location: a second one there would fail with the first. Raise units instead."
  }

  validation {
    condition     = alltrue([for region in values(var.regions) : length(region.zones) >= 2 && length(region.zones) <= 8 && length(distinct(region.zones)) == length(region.zones) && alltrue([for zone in region.zones : startswith(zone, region.location)])])
    error_message = "A region's zones are two to eight different ones of its own location, such as eu-west-1a."
  }

  validation {
    condition     = alltrue([for region in values(var.regions) : region.units >= 2 && region.units <= 16 && floor(region.units) == region.units])
    error_message = "A region has 2 to 16 units: with one, its host is the region."
  }

  validation {
    condition     = alltrue([for region in values(var.regions) : region.unit.data_gib >= 20 && region.broker.data_gib >= 20])
    error_message = "data_gib is at least 20: clicks wait there while the way onwards is cut."
  }
}

variable "centre" {
  description = "The centre. operators: addresses that may reach console and API. archive.lock_days > 0 locks objects in governance mode."
  type = object({
    location  = string
    cidr      = string
    zones     = list(string)
    operators = optional(list(string), [])
    broker = optional(object({
      instance_type = optional(string, "m7i.large")
      data_gib      = optional(number, 100)
    }), {})
    database = optional(object({
      class           = optional(string, "db.m7g.large")
      storage_gib     = optional(number, 400)
      max_storage_gib = optional(number, 4000)
      standby         = optional(bool, true)
      backup_days     = optional(number, 14)
    }), {})
    warehouse = optional(object({
      cpu        = optional(number, 1024)
      memory_mib = optional(number, 2048)
      least      = optional(number, 2)
      most       = optional(number, 4)
    }), {})
    archive = optional(object({
      keep_days = optional(number, 400)
      lock_days = optional(number, 0)
    }), {})
    generation = optional(number, 1)
  })

  validation {
    condition     = can(cidrhost(var.centre.cidr, 0)) && try(tonumber(split("/", var.centre.cidr)[1]) >= 16 && tonumber(split("/", var.centre.cidr)[1]) <= 22, false)
    error_message = "centre.cidr is an IPv4 block of /16 to /22, such as 10.0.0.0/16."
  }

  validation {
    condition = alltrue([
      for region in values(var.regions) : try(
        cidrsubnet("${split("/", var.centre.cidr)[0]}/${min(split("/", var.centre.cidr)[1], split("/", region.cidr)[1])}", 0, 0)
        != cidrsubnet("${split("/", region.cidr)[0]}/${min(split("/", var.centre.cidr)[1], split("/", region.cidr)[1])}", 0, 0),
        true,
      )
    ])
    error_message = "The centre's addresses overlap a region's: it needs a cidr of its own."
  }

  validation {
    condition     = length(var.centre.zones) >= 3 && length(var.centre.zones) <= 8 && length(distinct(var.centre.zones)) == length(var.centre.zones) && alltrue([for zone in var.centre.zones : startswith(zone, var.centre.location)])
    error_message = "centre.zones are at least three different ones of its location: each of the broker's three nodes stands in one of its own."
  }

  validation {
    condition     = alltrue([for cidr in var.centre.operators : can(cidrhost(cidr, 0)) && cidr != "0.0.0.0/0"])
    error_message = "centre.operators are IPv4 blocks of your own, such as 203.0.113.7/32, not the whole world."
  }

  validation {
    condition     = var.centre.warehouse.least >= 1 && var.centre.warehouse.most >= var.centre.warehouse.least && var.centre.warehouse.most <= 8
    error_message = "centre.warehouse: 1 <= least <= most <= 8."
  }

  validation {
    condition     = var.centre.database.max_storage_gib > var.centre.database.storage_gib && var.centre.database.backup_days >= 1 && var.centre.database.backup_days <= 35
    error_message = "centre.database: max_storage_gib is above storage_gib, backup_days is 1 to 35."
  }

  validation {
    condition     = var.centre.archive.keep_days > max(30, var.centre.archive.lock_days)
    error_message = "centre.archive.keep_days is above 30 and above lock_days."
  }
}

variable "emails" {
  description = "Who is told by alarms. Each address has to confirm once."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.emails : can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", email))])
    error_message = "emails are addresses, such as night@example.com."
  }
}

variable "operator_keys" {
  description = "Public SSH keys that may log in to hosts as admin, through the operators' tunnel alone."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for key in var.operator_keys : can(regex("^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp256) ", key))])
    error_message = "operator_keys are public keys as ssh-keygen writes them, beginning with ssh-ed25519."
  }
}
