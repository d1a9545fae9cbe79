output "user_data" {
  description = "For a launch template or an instance, in base64."
  value       = base64gzip("#cloud-config\n${yamlencode(local.cloud_config)}")

  precondition {
    condition     = length(base64gzip("#cloud-config\n${yamlencode(local.cloud_config)}")) <= 21848
    error_message = "The user data is longer than the 16 KiB that AWS takes: shorten the commands in terraform/hosts."
  }
}
