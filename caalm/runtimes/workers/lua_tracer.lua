-- Runs one Lua program in the jail and writes down, line by line, which variables changed and what was printed;
-- started by caalm.runtimes.tracing.
-- lua5.4 lua_tracer.lua 1000     reads program.lua; answers with JSON lines, see tracing/read.py
-- The hook sees lines, not operations. A change is found before the next line runs: it belongs to the line that ran.
local MOST = math.tointeger(tonumber(arg[1]))
local MOST_TEXT, MOST_DEPTH = 300, 5
local concat, format, rep, sub, gsub, find, match = table.concat, string.format, string.rep, string.sub, string.gsub,
  string.find, string.match
local type, tostring, pairs, ipairs, next, rawget, select, load, xpcall, error = type, tostring, pairs, ipairs, next,
  rawget, select, load, xpcall, error
local math_type, getinfo, getlocal, getupvalue, sethook, traceback, sort = math.type, debug.getinfo, debug.getlocal,
  debug.getupvalue, debug.sethook, debug.traceback, table.sort
local running, getmetatable, byte, char = coroutine.running, getmetatable, string.byte, utf8.char
local stdout, stderr, exit = io.stdout, io.stderr, os.exit
local stock_write = stdout.write

-- Values

local ESCAPES = { ['"'] = '\\"', ['\\'] = '\\\\', ['\n'] = '\\n', ['\r'] = '\\r', ['\t'] = '\\t', ['\b'] = '\\b',
  ['\f'] = '\\f' }

-- JSON of a string; bytes that are no UTF-8 become lone surrogates, as Python reads them (surrogateescape).
local function quoted(text)
  text = gsub(text, '[%c"\\]', function(c) return ESCAPES[c] or format('\\u%04x', byte(c)) end)
  if utf8.len(text) then return '"' .. text .. '"' end
  local parts, position = {}, 1
  while position <= #text do
    local good, bad = utf8.len(text, position)
    if good then
      parts[#parts + 1] = sub(text, position)
      break
    end
    parts[#parts + 1] = sub(text, position, bad - 1) .. format('\\udc%02x', byte(text, bad))
    position = bad + 1
  end
  return '"' .. concat(parts) .. '"'
end

local function named(value, names)
  local name = names and names[value]
  return name and '@' .. name or '@' .. type(value)
end

local names_of_functions = {}

local function shown(value, depth, seen)
  local kind = math_type(value) or type(value)
  if kind == 'boolean' then return value and 'T' or 'F' end
  if kind == 'nil' then return 'None' end
  if kind == 'integer' then return tostring(value) end
  if kind == 'float' then return tostring(value) end
  if kind == 'string' then
    return quoted(#value > MOST_TEXT and sub(value, 1, MOST_TEXT) .. '…' or value)
  end
  if kind ~= 'table' then return named(value, names_of_functions) end
  if depth == MOST_DEPTH or seen[value] then return '@' end
  seen[value] = true
  local parts, size, length = {}, 0, 0
  for index, item in ipairs(value) do
    length = index
    parts[#parts + 1] = shown(item, depth + 1, seen)
    size = size + #parts[#parts] + 1
    if size > MOST_TEXT then
      parts[#parts + 1] = '…'
      break
    end
  end
  if size <= MOST_TEXT then
    local keyed = {}
    for key, item in next, value do
      local inside = math_type(key) == 'integer' and key >= 1 and key <= length
      if not inside then keyed[#keyed + 1] = { shown(key, depth + 1, seen), item } end
    end
    sort(keyed, function(a, b) return a[1] < b[1] end) -- the order of a table is none
    for _, pair in ipairs(keyed) do
      parts[#parts + 1] = pair[1] .. ':' .. shown(pair[2], depth + 1, seen)
      size = size + #parts[#parts]
      if size > MOST_TEXT then
        parts[#parts + 1] = '…'
        break
      end
    end
  end
  seen[value] = nil
  return (length > 0 and '[' or '{') .. concat(parts, ',') .. (length > 0 and ']' or '}')
end

local function coded(value)
  local kind = math_type(value) or type(value)
  if kind == 'boolean' or kind == 'integer' then return tostring(value) end
  if kind == 'float' then return '{"n":"' .. tostring(value) .. '"}' end
  if kind == 'string' and #value <= MOST_TEXT then return quoted(value) end
  return '{"s":' .. quoted(shown(value, 0, {})) .. '}'
end

-- Steps

local written, count, recording = {}, 0, true

local function say(text)
  written[#written + 1] = text
  if #written >= 64 then
    stock_write(stdout, concat(written, '\n'), '\n')
    stdout:flush() -- a run that is stopped keeps its steps
    written = {}
  end
end

local events = {}

local function step(line)
  count = count + 1
  if count > MOST then
    if recording then say('{"truncated":true}') end
    recording = false
    sethook()
  else
    say('[' .. line .. ',[' .. concat(events, ',') .. ']]')
  end
  events = {}
end

local function bind(name, code)
  events[#events + 1] = '["b",' .. quoted(name) .. ',' .. code .. ']'
end

-- One activation of a function: the line that runs, and the values of its variables as they were before it.
local frames, partial = {}, ''
local globals_before, env, known = {}, nil, {}
local bare = {} -- lines that only close or divide blocks do nothing by themselves

local function changes(frame, level)
  -- The stack as the hook's caller sees it: level is the running function.
  local now, order = {}, {}
  local index = 1
  while true do
    local name, value = getlocal(level, index)
    if not name then break end
    if sub(name, 1, 1) ~= '(' and find(name, '[^_]') then -- a loop over _ only counts its rounds
      if now[name] == nil then order[#order + 1] = name end
      if type(value) == 'function' then
        names_of_functions[value] = names_of_functions[value] or name
        now[name] = false -- a function is known from the start
      else
        now[name] = coded(value)
      end
    end
    index = index + 1
  end
  local up = getinfo(level, 'f').func
  index = 1
  while true do
    local name, value = getupvalue(up, index)
    if not name then break end
    if name ~= '_ENV' and name ~= '' and now[name] == nil and type(value) ~= 'function' then
      order[#order + 1] = name
      now[name] = coded(value)
    end
    index = index + 1
  end
  for _, name in ipairs(order) do
    if now[name] and frame.before[name] ~= now[name] then bind(name, now[name]) end
    frame.before[name] = now[name]
  end
  local fresh = {}
  for name, value in next, env do
    if type(name) == 'string' and known[name] ~= value then
      if type(value) == 'function' then names_of_functions[value] = names_of_functions[value] or name end
      local code = type(value) ~= 'function' and coded(value)
      if code and globals_before[name] ~= code then
        fresh[#fresh + 1] = name
        globals_before[name] = code
      end
    end
  end
  sort(fresh)
  for _, name in ipairs(fresh) do bind(name, globals_before[name]) end
end

-- The line of the frame has run, and may have ended its function with a result: what it did is one step.
local function finish(frame, level, result)
  local line = frame.line or (result and frame.last)
  if not line then return end
  local printed = frame.printed
  frame.line, frame.printed = nil, nil
  changes(frame, level + 1)
  if printed then
    for index, text in ipairs(printed) do
      events[#events + 1] = '[">",' .. quoted(text) .. ']'
      if index < #printed or result then step(line) end -- what is printed reaches to the end of a step's text
    end
  end
  if result then events[#events + 1] = result end
  if #events > 0 or not bare[line] then step(line) end
end

local thread = running()

local function hook(event, line)
  if not recording or running() ~= thread then return end -- a coroutine's lines are not written down
  local info = getinfo(2, 'S')
  if event == 'line' then
    local frame = frames[#frames]
    if info.source ~= '@program.lua' or not frame then return end
    finish(frame, 3)
    frame.line, frame.last = line, line
  elseif event == 'return' then
    local frame = frames[#frames]
    if info.source == '@program.lua' and frame then
      local moved = getinfo(2, 'r')
      local result
      if info.what ~= 'main' then
        result = '["r"]'
        if moved.ntransfer > 0 then
          local _, value = getlocal(2, moved.ftransfer)
          result = '["r",' .. coded(value) .. ']'
        elseif frame.line and bare[frame.line] then
          frame.line = getinfo(2, 'S').linedefined -- the end of the body is reached
        end
      end
      finish(frame, 3, result)
      for _, line_of in ipairs(frame.tails or {}) do -- a call in the place of a return: its caller returns the same
        events[#events + 1] = result
        step(line_of)
      end
      frames[#frames] = nil
    end
  elseif info.source == '@program.lua' then -- a call, or a call in the place of a return
    local caller = frames[#frames]
    local frame = { before = {} }
    if event == 'tail call' and caller then
      frames[#frames] = nil
      frame.tails = { caller.line or caller.last, table.unpack(caller.tails or {}) }
    end
    frames[#frames + 1] = frame
    if info.what ~= 'main' then
      local given = {}
      local asked = getinfo(2, 'nu')
      if asked.name then names_of_functions[getinfo(2, 'f').func] = gsub(asked.name, '[^%w_]', '_') end
      for index = 1, asked.nups do
        local name, value = getupvalue(getinfo(2, 'f').func, index)
        if name then frame.before[name] = coded(value) end
      end
      for index = 1, asked.nparams do
        local name, value = getlocal(2, index)
        frame.before[name] = coded(value)
        given[#given + 1] = '[' .. quoted(name) .. ',' .. frame.before[name] .. ']'
      end
      local name = names_of_functions[getinfo(2, 'f').func] or '_'
      events[#events + 1] = '["c",' .. quoted(name) .. ',[' .. concat(given, ',') .. ']]'
      step(caller and (caller.line or caller.last) or info.linedefined)
    end
  end
end

-- The program's output

local function out(text)
  if text == '' then return end
  say(quoted(text))
  partial = partial .. text
  if find(partial, '\n', 1, true) then
    local whole, rest = match(partial, '^(.*)\n(.-)$')
    partial = rest
    for index = #frames, 1, -1 do
      local frame = frames[index]
      frame.printed = frame.printed or {}
      frame.printed[#frame.printed + 1] = whole
      break
    end
  end
end

local function write(position, ...)
  for index = 1, select('#', ...) do
    local item = select(index, ...)
    if math_type(item) == 'float' then
      out(format('%.14g', item)) -- as the stock io.write does, which is not what tostring does
    elseif type(item) == 'string' or type(item) == 'number' then
      out(tostring(item))
    else
      error(format("bad argument #%d to 'write' (string expected, got %s)", index + position, type(item)), 3)
    end
  end
  return stdout
end

function print(...)
  local line = {}
  for index = 1, select('#', ...) do line[index] = tostring((select(index, ...))) end
  out(concat(line, '\t') .. '\n')
end

io.write = function(...) return write(0, ...) end
getmetatable(stdout).__index.write = function(self, ...)
  if self == stdout then return write(0, ...) end
  return stock_write(self, ...)
end

local function finish_output()
  if partial ~= '' and recording then
    events[#events + 1] = '[">",' .. quoted(partial) .. ']'
    step(frames[1] and (frames[1].line or frames[1].last) or 1)
  end
  if #written > 0 then stock_write(stdout, concat(written, '\n'), '\n') end
  stdout:flush()
end

os.exit = function(code, ...)
  sethook()
  if frames[#frames] and frames[#frames].line then finish(frames[#frames], 2) end
  finish_output()
  exit(code, ...)
end

-- The run

local file = assert(io.open('program.lua', 'rb'))
local source = file:read('a')
file:close()
local number = 0
for text in (source .. '\n'):gmatch('(.-)\n') do
  number = number + 1
  local code = text:gsub('%-%-.*', ''):gsub('%s', '')
  bare[number] = find(text, '^%s*function%f[%W]') or find(text, '^%s*local%s+function%f[%W]')
    or find(text, '^%s*local%s+[%w_]+%s*=%s*function%f[%W]')
  bare[number] = bare[number] or code == 'end' or code == 'else' or code == 'do' or code == '}' or code == 'end)' or code == ''
end
local program, refusal = load(gsub(source, '^#[^\n]*', ''), '@program.lua', 't')
if not program then
  stderr:write('lua5.4: ', refusal, '\n')
  exit(1)
end
arg = { [0] = 'program.lua' }
env = _G
for name, value in pairs(_G) do
  known[name] = value
  if type(value) == 'function' then names_of_functions[value] = name end
  if type(value) == 'table' and name ~= '_G' then
    for inner, f in pairs(value) do names_of_functions[f] = name .. '.' .. tostring(inner) end
  end
end
local fine, failure = xpcall(function()
  sethook(hook, 'crl')
  return program()
end, function(reason)
  sethook()
  local said = tostring(reason)
  local frame = frames[#frames]
  if frame and recording then
    local at = type(reason) == 'string' and match(reason, '^program%.lua:(%d+): ')
    events[#events + 1] = '["!",' .. quoted((gsub(said, '^program%.lua:%d+: ', ''))) .. ']'
    step(at or frame.line or frame.last or 1)
  end
  return traceback(said, 2)
end)
sethook()
if fine and partial == '' and #events > 0 then step(frames[1] and frames[1].last or 1) end
finish_output()
if not fine then
  stderr:write('lua5.4: ', failure, '\n')
  exit(1)
end
