# The new region is watched and can be tried under ap.go.example.com; visitors come once accept_visits goes.
domain = { zone_id = "Z0123456789ABCDEFGHIJ", host = "go.example.com" }
emails = ["night@example.com"]

regions = {
  eu = {}
  us = {}
  ap = { accept_visits = false }
}
