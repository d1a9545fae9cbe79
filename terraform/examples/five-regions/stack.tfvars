# Five regions on four continents: some 100 million clicks a day.
domain  = { zone_id = "Z0123456789ABCDEFGHIJ", host = "go.example.com" }
release = { version = "1.0.0", url = "s3://example-releases/clickway-1.0.0-linux-x86_64.tar.gz", sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }
images  = { registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com", tag = "1.0.0" }
emails  = ["night@example.com"]

regions = {
  eu = { location = "eu-west-1", cidr = "10.1.0.0/16", zones = ["eu-west-1a", "eu-west-1b"], units = 3 }
  us = { location = "us-east-1", cidr = "10.2.0.0/16", zones = ["us-east-1a", "us-east-1b", "us-east-1c"], units = 3 }
  ap = { location = "ap-southeast-1", cidr = "10.3.0.0/16", zones = ["ap-southeast-1a", "ap-southeast-1b"] }
  sa = { location = "sa-east-1", cidr = "10.4.0.0/16", zones = ["sa-east-1a", "sa-east-1c"] }
  af = { location = "af-south-1", cidr = "10.5.0.0/16", zones = ["af-south-1a", "af-south-1b"] }
}

centre = {
  location  = "eu-west-1"
  cidr      = "10.0.0.0/16"
  zones     = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  operators = ["203.0.113.0/24"]
  broker    = { instance_type = "m7i.xlarge", data_gib = 500 }
  database  = { class = "db.m7g.4xlarge", storage_gib = 8000, max_storage_gib = 16000 }
  warehouse = { cpu = 2048, memory_mib = 4096, least = 3, most = 6 }
  archive   = { keep_days = 400, lock_days = 30 }
}
