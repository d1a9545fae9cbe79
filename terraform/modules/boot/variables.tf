variable "settings" {
  description = "What the host has to know, written to /etc/clickway/host.json. No secrets: only where they lie."
  type        = any
}

variable "command" {
  description = "Command of terraform/hosts that prepares the host at each start."
  type        = string
}

variable "commands" {
  description = "Further commands of terraform/hosts."
  type        = list(string)
}

variable "libraries" {
  description = "Files of scripts/lib that the commands share with scripts/up."
  type        = list(string)
}

variable "host_libraries" {
  description = "Files of terraform/hosts that the commands share."
  type        = list(string)
  default     = []
}

variable "packages" {
  description = "Debian packages; none of their services is started by their installation."
  type        = list(string)
}

variable "units" {
  description = "systemd units of the host, by name."
  type        = map(string)
}

variable "masked" {
  description = "Services of the packages that must never start: Clickway runs its own."
  type        = list(string)
}

variable "started" {
  description = "Units that are enabled and started, in this order."
  type        = list(string)
}

variable "operator_keys" {
  description = "Public SSH keys that may log in as admin, through the operators' tunnel alone."
  type        = list(string)
}
