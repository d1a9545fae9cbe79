domain = { zone_id = "Z0123456789ABCDEFGHIJ", host = "go.example.com" }
emails = ["night@example.com"]

regions = {
  eu = {}
  us = {}
}
