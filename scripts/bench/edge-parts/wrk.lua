-- Sends the benchmark's requests in their order over and over, ready-made.
local requests = {}
local count, at = 0, 0

function init(args)
  for line in io.lines(args[1]) do
    local path, address, language, agent = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t")
    count = count + 1
    requests[count] = "GET " .. path .. " HTTP/1.1\r\nHost: " .. wrk.host .. "\r\nUser-Agent: " .. agent
      .. "\r\nAccept: text/html\r\nAccept-Language: " .. language .. "\r\nX-Forwarded-For: " .. address
      .. "\r\nReferer: https://www.google.com/\r\n\r\n"
  end
end

function request()
  at = at % count + 1
  return requests[at]
end
