domain  = { zone_id = "Z0123456789ABCDEFGHIJ", host = "go.example.com" }
emails  = ["night@example.com"]
routing = "geolocation"

regions = {
  eu = { continents = ["EU"] }
  us = { continents = ["NA"] }
  ap = { continents = ["AS", "OC"] }
  sa = { continents = ["SA"] }
  af = { continents = ["AF"] }
}
