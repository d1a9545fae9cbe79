# Two regions on the smallest machines that keep the promises: some 2 million clicks a day, kept for 400 days.
domain  = { zone_id = "Z0123456789ABCDEFGHIJ", host = "go.example.com" }
release = { version = "1.0.0", url = "https://releases.example.com/clickway-1.0.0-linux-x86_64.tar.gz", sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }
images  = { registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com", tag = "1.0.0" }
emails  = ["night@example.com"]

regions = {
  eu = {
    location = "eu-west-1"
    cidr     = "10.1.0.0/16"
    zones    = ["eu-west-1a", "eu-west-1b"]
    unit     = { instance_type = "t3a.medium", data_gib = 30 }
    broker   = { instance_type = "t3a.medium", data_gib = 30 }
  }
  us = {
    location = "us-east-1"
    cidr     = "10.2.0.0/16"
    zones    = ["us-east-1a", "us-east-1b"]
    unit     = { instance_type = "t3a.medium", data_gib = 30 }
    broker   = { instance_type = "t3a.medium", data_gib = 30 }
  }
}

centre = {
  location  = "eu-west-1"
  cidr      = "10.0.0.0/16"
  zones     = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  operators = ["203.0.113.7/32"]
  broker    = { instance_type = "t3a.medium", data_gib = 50 }
  database  = { class = "db.t4g.large", storage_gib = 400, max_storage_gib = 1000 }
}
