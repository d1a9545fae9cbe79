-- What nginx's users write for this task: country by geoip2, robots by a regular expression, the rules, one event kept in
-- Redis, then the redirect. A batch is sent by whoever finds no other on its way; the others wait for its answer.
local redis = require "nginx.redis"
local semaphore = require "ngx.semaphore"
local M = {}

local HOST, PORT = "@REDIS@", 6379
local MAX_BATCH = 128
local ROBOTS = [[bot|crawl|spider|slurp|facebookexternalhit|whatsapp|preview|curl|wget|python|java/|go-http|headless|lighthouse|okhttp|axios|node-fetch|scrapy|monitor|uptime|pingdom]]

local function decide()
  local slug = ngx.var.uri:sub(2)
  local link = config.links[slug]
  if not link then
    return nil
  end
  local args = ngx.req.get_uri_args(64)
  local agent = ngx.var.http_user_agent or ""
  local robot = agent == "" or ngx.re.find(agent, ROBOTS, "ijo") ~= nil
  local country = ngx.var.geo_country or ""
  local to
  if args.mode == "trial" then
    to = link.trial
  elseif config.first[country] then
    to = link.first
  elseif config.second[country] then
    to = link.second
  else
    to = link.rest
  end
  local id = string.format("%012x%08x%06x", ngx.now() * 1000, math.random(0, 0x7fffffff), math.random(0, 0xffffff))
  local location = to .. "?cid=" .. id .. "&s1=" .. ngx.escape_uri(args.sub1 or "") .. "&kw=" .. ngx.escape_uri(args.utm_term or "")
  local event = table.concat({
    id, link.id, country, robot and "bot" or "human", ngx.var.remote_addr, ngx.var.http_x_forwarded_for or "", agent,
    ngx.var.http_referer or "", ngx.var.http_accept_language or "", ngx.var.request_uri, location,
  }, "\t")
  return location, event
end

local function answer(location)
  ngx.header["Cache-Control"] = "no-store"
  ngx.header["Referrer-Policy"] = "no-referrer"
  return ngx.redirect(location, 302)
end

local function append(count, data)
  local client = redis:new()
  client:set_timeout(1000)
  local ok, failed = client:connect(HOST, PORT)
  if not ok then
    ngx.log(ngx.ERR, "redis: ", failed)
    return false
  end
  ok, failed = client:xadd("clickway:events", "*", "n", count, "d", data)
  if not ok then
    ngx.log(ngx.ERR, "redis: ", failed)
    return false
  end
  client:set_keepalive(60000, 200)
  return true
end

function M.single()
  local location, event = decide()
  if not location then
    return ngx.exit(404)
  end
  append(1, event)
  return answer(location)
end

local waiting = { events = {}, count = 0, ready = semaphore.new() }

-- The first of a batch leads it: it waits until the batch before is durable, then sends its own.
local turn = semaphore.new(1)

function M.batched()
  local location, event = decide()
  if not location then
    return ngx.exit(404)
  end
  local batch = waiting
  batch.count = batch.count + 1
  batch.events[batch.count] = event
  if batch.count == 1 then
    turn:wait(5)
    if waiting == batch then
      waiting = { events = {}, count = 0, ready = semaphore.new() }
    end
    append(batch.count, table.concat(batch.events, "\n"))
    turn:post(1)
    if batch.count > 1 then
      batch.ready:post(batch.count - 1)
    end
  else
    if batch.count >= MAX_BATCH and waiting == batch then
      waiting = { events = {}, count = 0, ready = semaphore.new() }
    end
    batch.ready:wait(5)
  end
  return answer(location)
end

return M
